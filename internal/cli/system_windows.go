package cli

import (
	"context"
	"os"
	"syscall"
)

// detached starts a process that Ctrl-C does not reach.
var detached = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}

// waitForHangUp only waits for the context. Windows ends a console's programs when the console
// closes. For a pipe, only the next write fails if its reader is gone.
func waitForHangUp(ctx context.Context, _ *os.File) bool {
	<-ctx.Done()
	return false
}
