package testenv

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Processes returns the ids of the processes whose command line contains the text. A NUL separates
// arguments.
func Processes(t testing.TB, text string) (ids []int) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		line, err := os.ReadFile(file) //nolint:gosec // A file of the system.
		if err != nil || !strings.Contains(string(line), text) {
			continue // The process has ended, or does not match.
		}
		if id, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// Ended waits until no process has the text, which only the test uses, in its command line. After
// a minute, it kills the remaining ones and fails the test.
func Ended(t testing.TB, text string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		remaining := Processes(t, text)
		if len(remaining) == 0 {
			return
		}
		if time.Now().Before(end) {
			continue
		}
		t.Errorf("%d processes with %q have not ended", len(remaining), text)
		for _, id := range remaining {
			_ = syscall.Kill(id, syscall.SIGKILL)
		}
		return
	}
}
