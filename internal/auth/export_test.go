package auth

import (
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// SetLockTimeout sets how long a process waits for another process's lock. The end of the test
// restores it.
func SetLockTimeout(t *testing.T, limit time.Duration) {
	t.Helper()
	before := lockTimeout
	t.Cleanup(func() { lockTimeout = before })
	lockTimeout = limit
}

// FailLocks makes each attempt to lock a file fail with an error, until the test ends.
func FailLocks(t *testing.T, err error) {
	t.Helper()
	before := flockFile
	t.Cleanup(func() { flockFile = before })
	flockFile = func(*flock.Flock) (bool, error) { return false, err }
}

// Retries reports whether a refresh and the exchange of a code are retried after an error.
func Retries(err error) (refresh, exchange bool) {
	_, retry := retryDelay(err, time.Now())
	return retry, retry && isUnhandled(err)
}
