package auth

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// netrcFile returns the netrc file: the file that NETRC names, the netrc file in the folder that
// NETRC names, or else the one in the user's home folder.
func netrcFile() (string, error) {
	name := ".netrc"
	if runtime.GOOS == "windows" {
		name = "_netrc"
	}
	if file := expand(os.Getenv("NETRC")); file != "" {
		if info, err := os.Stat(file); err == nil && info.IsDir() { //nolint:gosec // The user names it.
			return filepath.Join(file, name), nil
		}
		return file, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, name), nil
}

// netrcPassword returns the password of the origin's host, and reports whether the file has an
// entry for it. It ignores the default entry, which is not meant for Heroku. The error is an
// [*Error] without the content of the file.
func netrcPassword(origin Origin) (password string, found bool, err error) {
	content, err := readFile(origin.File)
	if err != nil {
		return "", false, withOrigin(err, origin)
	}
	password, found, err = findNetrc(content, origin.Host)
	return password, found, withOrigin(err, origin)
}

// findNetrc reads a netrc file as curl, Python and Heroku's tools write and read it
// (https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html). No Go library
// supports all of it: bgentry/go-netrc fails at unknown words and quotes, and jdx/go-netrc treats
// every fourth token as a value and panics at an incomplete entry.
//
// findNetrc skips unknown words and errors in the entries of other hosts. Its errors are about the
// host's own entry, and name the line.
func findNetrc(content []byte, host string) (password string, found bool, err error) {
	words := netrcWords{content: bytes.TrimPrefix(content, []byte("\ufeff")), line: 1}
	mine := false // whether the words belong to the host's entry
	for {
		word, ok := words.next()
		if !ok {
			return password, found, nil
		}
		switch word {
		case "machine", "default":
			if found {
				return password, true, nil // The first entry counts.
			}
			name := ""
			if word == "machine" {
				name, _ = words.next()
			}
			mine = strings.EqualFold(name, host)
			found = mine
		case "macdef":
			words.skipMacro()
		case "login", "user", "account", "protocol", "port", "method", "password":
			line := words.line
			value, ok := words.value()
			if !mine {
				continue
			}
			if !ok {
				return "", true, &Error{Problem: FileInvalid, Detail: fmt.Sprintf("line %d has %s without a value", line, word)}
			}
			if words.open {
				return "", true, &Error{Problem: FileInvalid, Detail: fmt.Sprintf("line %d has a quotation mark that is not closed", line)}
			}
			if word == "password" {
				password = value
			}
		default:
			if mine {
				return "", true, &Error{Problem: FileInvalid, Detail: fmt.Sprintf("line %d has an unknown word", words.line)}
			}
		}
	}
}

// netrcWords are the words of a netrc file.
type netrcWords struct {
	content []byte
	line    int
	open    bool // whether the last word has no closing quotation mark
}

// next returns the next word, which may be in quotation marks, where a backslash escapes the next
// character. A word that begins with # starts a comment until the end of the line, as in curl and
// Python.
func (w *netrcWords) next() (word string, ok bool) {
	w.open = false
	for len(w.content) > 0 {
		switch c := w.content[0]; c {
		case '\n':
			w.line++
			fallthrough
		case ' ', '\t', '\r', '\v', '\f':
			w.content = w.content[1:]
		case '#':
			w.skipLine()
		case '"':
			return w.quoted(), true
		default:
			end := bytes.IndexAny(w.content, " \t\r\n\v\f")
			if end < 0 {
				end = len(w.content)
			}
			word, w.content = string(w.content[:end]), w.content[end:]
			return word, true
		}
	}
	return "", false
}

// value returns the next word, unless it begins another entry.
func (w *netrcWords) value() (word string, ok bool) {
	before := *w
	word, ok = w.next()
	if word == "machine" || word == "default" {
		*w = before
		return "", false
	}
	return word, ok
}

func (w *netrcWords) quoted() string {
	var word []byte
	for i := 1; i < len(w.content); i++ {
		switch c := w.content[i]; {
		case c == '"':
			w.content = w.content[i+1:]
			return string(word)
		case c == '\n':
			w.open = true
			w.content = w.content[i:]
			return string(word)
		case c == '\\' && i+1 < len(w.content):
			i++
			word = append(word, w.content[i])
		default:
			word = append(word, c)
		}
	}
	w.open, w.content = true, nil
	return string(word)
}

func (w *netrcWords) skipLine() {
	if end := bytes.IndexByte(w.content, '\n'); end >= 0 {
		w.content = w.content[end:]
		return
	}
	w.content = nil
}

// skipMacro skips a macro definition, which ends at an empty line.
func (w *netrcWords) skipMacro() {
	for len(w.content) > 0 {
		w.skipLine()
		if len(w.content) == 0 {
			return
		}
		w.content = w.content[1:] // The line break.
		w.line++
		line, _, _ := bytes.Cut(w.content, []byte("\n"))
		if len(bytes.TrimSpace(line)) == 0 {
			return
		}
	}
}
