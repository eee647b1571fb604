// Package herokutest is a mock of the Heroku Platform API, so that the code
// that talks to Heroku is tested, and tried, without an account.
//
// It answers as Heroku documents it and as logged answers show it; where
// neither says anything, the comments here say that the mock chose. The pages
// they name are articles of https://devcenter.heroku.com. The tests hold the
// mock against Heroku's own Go client and Heroku's own JSON schema.
package herokutest
