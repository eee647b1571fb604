package redact_test

import (
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

func TestOutput(t *testing.T) {
	const secret = "s3cr3t-value"
	for name, test := range map[string]struct{ said, printed, want string }{
		"plain":              {"not signed in", "", "not signed in"},
		"bearer":             {"sent Authorization: Bearer abc.def", "", "sent Authorization: [redacted]"},
		"UUID":               {"token 01234567-89ab-cdef-0123-456789abcdef is old", "", "token [redacted] is old"},
		"newer token":        {"got HRKU-AAabc", "", "got [redacted]"},
		"of stdout":          {"bad " + secret, secret, "bad [redacted]"},
		"of stdout, quoted":  {"bad '" + secret + "'", `token="` + secret + `"`, "bad '[redacted]'"},
		"of stdout, in JSON": {`bad ` + secret, `{"token":"` + secret + `","a":1}`, "bad [redacted]"},
		"after a key":        {"token=abc and password: 'd e f'", "", "[redacted] and [redacted]"},
		"after a longer key": {`{"access_token": "abc"}`, "", `{"[redacted]}`},
		"lines":              {"a\n\x1b[31mb\x07", "", "a [31mb"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := redact.Output(test.said, test.printed); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	if got := redact.Output(strings.Repeat("ab ", 1000), ""); len(got) > 310 {
		t.Errorf("%d bytes", len(got))
	}
}

func TestText(t *testing.T) {
	for name, test := range map[string]struct {
		text    string
		secrets []string
		want    string
	}{
		"secrets":               {"a secret, another", []string{"", "secret"}, "a [redacted], another"},
		"newer token":           {"a HRKU-x, request 01234567-89ab-cdef-0123-456789abcdef", nil, "a [redacted] request 01234567-89ab-cdef-0123-456789abcdef"},
		"part of a secret":      {"a secret-token, a secret", []string{"secret", "secret-token"}, "a [redacted], a [redacted]"},
		"too short to be real":  {"a response to a request", []string{"a", "respo"}, "a response to a request"},
		"the shortest":          {"got abcdef", []string{"abcdef"}, "got [redacted]"},
		"a secret across lines": {"one\ntwo abc", []string{"one\ntwo"}, "[redacted] abc"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := redact.Text(test.text, test.secrets...); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
