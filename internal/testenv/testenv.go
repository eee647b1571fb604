// Package testenv skips tests whose tools are missing on this machine, and records each skip.
package testenv

import (
	"fmt"
	"os"
	"testing"
)

// skipsFile is the environment variable that names the file to which [Missing] appends.
// scripts/test.sh sets it.
const skipsFile = "TEST_SKIPS"

// Missing ends a test because a tool is missing. It skips the test, or fails it if CI=true, since
// CI must have every tool. The remedy is the command or URL to install the tool.
//
// Since go test shows skips only with -v, make test lists the missing tools at its end.
func Missing(t testing.TB, tool, remedy string) {
	t.Helper()
	reason := fmt.Sprintf("no %s; %s", tool, remedy)
	if os.Getenv("CI") == "true" {
		t.Fatal(reason)
	}
	if name := os.Getenv(skipsFile); name != "" {
		if err := appendLine(name, reason); err != nil {
			t.Error(err)
		}
	}
	t.Skip(reason)
}

// appendLine appends in one write, so that test programs can share the file.
func appendLine(name, line string) error {
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // The caller of go test names it.
	if err != nil {
		return err
	}
	if _, err := file.WriteString(line + "\n"); err != nil {
		_ = file.Close()
		return err
	}
	return file.Close()
}
