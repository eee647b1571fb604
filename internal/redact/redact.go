// Package redact makes texts from elsewhere fit to be shown.
package redact

import (
	"regexp"
	"strings"
	"unicode"
)

// maxRunes bounds each text.
const maxRunes = 300

// herokuToken is the form of Heroku's newer tokens (https://devcenter.heroku.com/changelog-items/3175).
var herokuToken = regexp.MustCompile(`HRKU-\S+`)

// Text returns the text without the given secrets and anything that looks like a token, on one line, cut to a bounded
// length.
func Text(text string, secrets ...string) string {
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "[redacted]")
		}
	}
	text = herokuToken.ReplaceAllString(text, "[redacted]")
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if runes := []rune(text); len(runes) > maxRunes {
		text = string(runes[:maxRunes]) + "…"
	}
	return text
}
