// Package herokucli holds the version of the Heroku CLI that its test runs against the mock.
// Install it with:
//
//	npm ci --ignore-scripts --prefix internal/heroku/herokutest/herokucli
package herokucli
