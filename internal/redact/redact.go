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
	// minSecret is the length from which a word of a program's output may be part of a secret.
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
// bounded length.
func Text(text string, secrets ...string) string {
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, redacted)
		}
	}
	return line(herokuToken.ReplaceAllString(text, redacted))
}

// Output returns a program's standard error, like [Text], without anything that looks like a secret
// and without any part of its standard output, which contains one.
func Output(said, printed string) string {
	parts := append(strings.Fields(printed), separators.Split(printed, -1)...)
	parts = slices.DeleteFunc(parts, func(part string) bool { return len(part) < minSecret })
	slices.SortFunc(parts, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // The whole before its parts.
	for _, part := range slices.Compact(parts) {
		said = strings.ReplaceAll(said, part, redacted)
	}
	return line(secretForms.ReplaceAllString(herokuToken.ReplaceAllString(said, redacted), redacted))
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
