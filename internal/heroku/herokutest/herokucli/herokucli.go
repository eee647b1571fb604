// Package herokucli pins the version of the Heroku CLI that its test runs against the mock. To
// install that version, run:
//
//	npm ci --ignore-scripts --prefix internal/heroku/herokutest/herokucli
package herokucli
