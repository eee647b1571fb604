//go:build unix

package provider_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

// Ctrl-C ends a read. Only the CLI receives the signal, and it stops the provider.
func TestCLI_interrupt(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		for _, name := range []string{"rate limit", "token command"} {
			at := places()[name](t)
			log := filepath.Join(t.TempDir(), "log")
			workspace := cli.Workspace(t, "testdata/interrupted", append(at.env, "TF_LOG=JSON", "TF_LOG_PATH="+log)...)
			process := workspace.Start(t, "plan", "-input=false", "-no-color")
			reached := wait(at.reached)
			interrupted := time.Now()
			if err := process.Signal(syscall.SIGINT); err != nil {
				t.Error(err)
			}
			stdout, stderr, err := process.Wait()
			switch ended := readEnded(t, log); {
			case !reached:
				t.Errorf("%s: the read did not reach the place:\n%s%s", name, stdout, stderr)
			case err == nil || !strings.Contains(stderr, "interrupted"):
				t.Errorf("%s: got %v, want an error that says interrupted:\n%s%s", name, err, stdout, stderr)
			case ended.Sub(interrupted) > 10*time.Second: // Usually milliseconds, but more on a busy computer.
				t.Errorf("%s: the read ended %s after Ctrl-C", name, ended.Sub(interrupted))
			}
		}
	})
}

// readEnded returns the time in the log at which the data source's read ended.
func readEnded(t *testing.T, log string) (at time.Time) {
	t.Helper()
	file, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line struct {
			Message string    `json:"@message"`
			At      time.Time `json:"@timestamp"`
		}
		if json.Unmarshal(lines.Bytes(), &line) == nil && strings.Contains(line.Message, "Called provider defined DataSource Read") {
			at = line.At
		}
	}
	if at.IsZero() {
		t.Errorf("the log does not show that the read ended: %v", lines.Err())
	}
	return at
}
