package cli

import (
	"context"
	"os"
	"syscall"
)

// detached starts a process that Ctrl-C does not reach.
var detached = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}

// waitForHangUp waits for the context: Windows ends a console's programs when the console closes,
// and a pipe only shows at the next write that nobody reads it.
func waitForHangUp(ctx context.Context, _ *os.File) bool {
	<-ctx.Done()
	return false
}
