// Package herokutest is a mock of the Heroku Platform API and of Heroku's sign-in. It lets the code
// that talks to Heroku be tested, and tried, without an account.
//
// The mock responds as recorded responses of the real API do (package recordings), and otherwise as
// Heroku's documentation says; the titles in quotation marks are articles of
// https://devcenter.heroku.com. Where neither says anything, a comment says that the mock chose.
// Tests hold the mock to the claims of package claims, to Heroku's own Go client, to Heroku's JSON
// schema and to the Heroku CLI.
package herokutest
