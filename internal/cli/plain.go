package cli

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain is a writer to a terminal. It replaces characters that could control the terminal, which
// paths, files and Heroku's responses may contain.
type plain struct{ io.Writer }

// Write writes whole lines or parts of them.
func (p plain) Write(text []byte) (int, error) {
	_, err := io.WriteString(p.Writer, strings.Map(func(r rune) rune {
		if r == '\n' || unicode.IsPrint(r) {
			return r
		}
		return utf8.RuneError
	}, string(text)))
	return len(text), err
}
