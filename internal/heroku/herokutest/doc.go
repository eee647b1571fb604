// Package herokutest is a mock of the Heroku Platform API and of Heroku's OAuth server. It lets
// tests and users run the provider without an account.
//
// The mock follows recorded responses of the real API (package recordings), or else Heroku's
// documentation: titles in quotation marks are articles of https://devcenter.heroku.com. A comment
// says so where the mock follows neither. Tests check the mock against package claims, Heroku's own
// Go client, Heroku's JSON schema and the Heroku CLI.
package herokutest
