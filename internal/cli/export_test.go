package cli

import (
	"testing"
	"time"
)

// SetLoginLimit sets how long login waits for the user. The end of the test restores it.
func SetLoginLimit(t *testing.T, limit time.Duration) {
	t.Helper()
	before := loginLimit
	t.Cleanup(func() { loginLimit = before })
	loginLimit = limit
}

// NotListening returns what login prints when it cannot listen.
func NotListening(err error) string { return describe(new(login).notListening(err)) }

// NotRemoved returns what logout prints when it cannot remove a file.
func NotRemoved(file string, err error) string { return describe(notRemoved(file, err)) }

// SetStatusLimit sets how long status waits for Heroku. The end of the test restores it.
func SetStatusLimit(t *testing.T, limit time.Duration) {
	t.Helper()
	before := statusLimit
	t.Cleanup(func() { statusLimit = before })
	statusLimit = limit
}
