package cli

import (
	"testing"
	"time"
)

// SetLoginLimit sets how long login waits for the person, until the test ends.
func SetLoginLimit(t *testing.T, limit time.Duration) {
	t.Helper()
	before := loginLimit
	t.Cleanup(func() { loginLimit = before })
	loginLimit = limit
}

// NotListening returns what login prints where it cannot listen.
func NotListening(err error) string { return describe(new(login).notListening(err)) }

// SetStatusLimit sets how long status waits for Heroku, until the test ends.
func SetStatusLimit(t *testing.T, limit time.Duration) {
	t.Helper()
	before := statusLimit
	t.Cleanup(func() { statusLimit = before })
	statusLimit = limit
}
