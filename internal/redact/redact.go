// Package redact makes untrusted text safe to show.
package redact

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

const (
	// maxRunes bounds the length of a text.
	maxRunes = 300
	// minSecret is the length from which a text may be a secret or a part of one. Heroku's tokens
	// have 36 characters or more. A shorter text, such as a token of one letter in a test, is part
	// of so many words that its redaction would leave no message.
	minSecret = 6
	redacted  = "[redacted]"
)

// herokuToken is the form of Heroku's newer tokens
// (https://devcenter.heroku.com/changelog-items/3175).
var herokuToken = regexp.MustCompile(`HRKU-\S+`)

// secretForms match secrets in the messages of a program that handles them: Heroku's older tokens,
// which are UUIDs, the credentials after Bearer or Basic, and the value after a name such as token.
var secretForms = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}` +
	`|\b(?:bearer|basic)\s+\S+` +
	`|\b[\w-]*(?:token|secret|password|passwd|api[_-]?key)["']?\s*[=:]\s*(?:"[^"]*"|'[^']*'|\S+)`)

// separators are the characters between a secret and the text around it.
var separators = regexp.MustCompile(`[\s"'=:,;{}()<>\[\]]+`)

// Text returns the text without the given secrets and Heroku's newer tokens, on one line and of
// bounded length. It ignores secrets that are shorter than 6 characters, since no credential of
// Heroku is that short.
func Text(text string, secrets ...string) string {
	return line(without(text, secrets))
}

// Output returns a program's standard error, like [Text], without anything that looks like a secret
// and without any part of its standard output, which contains one.
func Output(said, printed string) string {
	said = without(said, append(strings.Fields(printed), separators.Split(printed, -1)...))
	return line(secretForms.ReplaceAllString(said, redacted))
}

// without returns the text without the secrets and Heroku's newer tokens.
func without(text string, secrets []string) string {
	secrets = slices.DeleteFunc(slices.Clone(secrets), func(secret string) bool { return len(secret) < minSecret })
	slices.SortFunc(secrets, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // The whole before its parts.
	for _, secret := range secrets {
		text = strings.ReplaceAll(text, secret, redacted)
	}
	return herokuToken.ReplaceAllString(text, redacted)
}

// line returns the text on one line, without control characters and of bounded length.
func line(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if runes := []rune(text); len(runes) > maxRunes {
		text = string(runes[:maxRunes]) + "…"
	}
	return text
}
