//go:build unix

package cli

import (
	"context"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// detached starts a process in a new session.
var detached = &syscall.SysProcAttr{Setsid: true}

// hangUpCheck is how often waitForHangUp looks.
const hangUpCheck = 500 * time.Millisecond

// waitForHangUp returns true once nobody can read a file any more: the terminal is gone, or the
// other end of the pipe or socket is closed. Without a terminal, that is all that a command learns
// when an SSH connection ends. It returns false when the context ends.
func waitForHangUp(ctx context.Context, file *os.File) bool {
	ticker := time.NewTicker(hangUpCheck)
	defer ticker.Stop()
	for {
		poll := []unix.PollFd{{Fd: int32(file.Fd())}} //nolint:gosec // A file descriptor is small.
		if n, err := unix.Poll(poll, 0); err == nil && n > 0 && poll[0].Revents&(unix.POLLHUP|unix.POLLERR) != 0 {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
		}
	}
}
