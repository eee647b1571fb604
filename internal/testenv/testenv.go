// Package testenv skips tests that need a tool this machine does not have, and makes the skip
// visible.
package testenv

import (
	"fmt"
	"os"
	"testing"
)

// skipsFile is the environment variable that names the file to which [Missing] appends.
// scripts/test.sh sets it.
const skipsFile = "TEST_SKIPS"

// Missing ends a test for want of a tool. It skips the test, or fails it where CI=true, since a
// pipeline has every tool. The remedy is a command or an address. go test shows a skip with -v
// only, so make test lists what was missing at its end.
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
