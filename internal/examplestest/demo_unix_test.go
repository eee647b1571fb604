//go:build unix

package examplestest

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

// A demo that SIGTERM ends while it builds leaves nothing in the temporary folder. Unlike SIGINT,
// SIGTERM ends Go before it removes its own files.
func TestDemo_ended(t *testing.T) {
	temporary := t.TempDir()
	demo := exec.CommandContext(t.Context(), filepath.Join(clitest.Root(t), "scripts", "demo.sh")) //nolint:gosec // The project's script.
	demo.Env = append(os.Environ(), "TMPDIR="+temporary)
	demo.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // A terminal signals the whole group.
	if err := demo.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- demo.Wait() }()
	for building := false; !building; {
		select {
		case err := <-ended:
			t.Fatalf("the demo ended before it built: %v", err)
		case <-time.After(time.Millisecond):
		}
		nested, err := filepath.Glob(filepath.Join(temporary, "*", "go-build*"))
		if err != nil {
			t.Fatal(err)
		}
		direct, err := filepath.Glob(filepath.Join(temporary, "go-build*"))
		if err != nil {
			t.Fatal(err)
		}
		building = len(nested)+len(direct) > 0
	}
	if err := syscall.Kill(-demo.Process.Pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err == nil {
		t.Error("the demo ended without an error")
	}
	left, err := os.ReadDir(temporary)
	if err != nil || len(left) > 0 {
		t.Errorf("the temporary folder still has %v, %v", left, err)
	}
}
