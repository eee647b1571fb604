package auth

import (
	"testing"
	"time"
)

// SetLockTimeout sets how long a process waits for the lock of another one, until the test ends.
func SetLockTimeout(t *testing.T, limit time.Duration) {
	t.Helper()
	before := lockTimeout
	t.Cleanup(func() { lockTimeout = before })
	lockTimeout = limit
}
