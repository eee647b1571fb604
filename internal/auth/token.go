package auth

import (
	"regexp"
	"strings"
)

// b68token is the syntax of an access token in RFC 6750, section 2.1.
var b68token = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*$`)

// mistakes are characters that reveal a pasting mistake or an unexpanded variable, with the message
// for each.
var mistakes = []struct{ characters, detail string }{
	{"\"'`", "contains quotation marks"},
	{"${}%", "contains a variable that was not expanded, or JSON"},
	{"<>", "contains angle brackets, as a placeholder does"},
	{"*•…", "contains asterisks or dots, as a masked value does"},
	{" \t\r\n\v\f", "contains a space or a line break"},
}

// check returns a credential without the white space around it, such as the line break at the end
// of a file. The error has no [Origin] and never holds the value.
//
// Heroku's client secrets and refresh tokens are UUIDs or have the form of access tokens, so they
// are checked alike.
func check(setting Setting, value string) (string, error) {
	value = strings.TrimSpace(value)
	detail := "contains a character that no token can have"
	switch {
	case value == "":
		return "", &Error{Problem: ValueEmpty, Setting: setting}
	case value == "null" || value == "undefined":
		detail = "is the word " + value
	case b68token.MatchString(value):
		return value, nil
	}
	for _, mistake := range mistakes {
		if strings.ContainsAny(value, mistake.characters) {
			detail = mistake.detail
			break
		}
	}
	return "", &Error{Problem: ValueMalformed, Setting: setting, Detail: detail}
}

// CheckCredential returns an [*Error] if a value of the configuration cannot be a credential.
func CheckCredential(setting Setting, value string) error {
	_, err := check(setting, value)
	return withOrigin(err, Origin{Setting: setting})
}
