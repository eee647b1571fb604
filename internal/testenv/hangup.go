package testenv

import (
	"os"
	"os/signal"
	"syscall"
	"testing"
)

// CatchHangUp lets SIGHUP end the programs that the test starts, even under nohup: programs inherit
// an ignored signal, but not a caught one.
func CatchHangUp(t testing.TB) {
	t.Helper()
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(caught) })
}
