package auth

import (
	"testing"
	"time"
)

// SetLockTimeout sets how long a process waits for another process's lock. The end of the test
// restores it.
func SetLockTimeout(t *testing.T, limit time.Duration) {
	t.Helper()
	before := lockTimeout
	t.Cleanup(func() { lockTimeout = before })
	lockTimeout = limit
}
