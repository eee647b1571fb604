package testenv

import (
	"os"
	"path/filepath"
	"testing"
)

func TestMissing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "skips")
	t.Setenv("CI", "")
	t.Setenv(skipsFile, file)
	for range 2 {
		t.Run("test", func(t *testing.T) {
			Missing(t, "chromium", "apt-get install chromium")
			t.Error("the test continues")
		})
	}
	want := "no chromium; apt-get install chromium\n"
	if got, err := os.ReadFile(file); err != nil || string(got) != want+want {
		t.Errorf("got %q and %v, want %q twice", got, err, want)
	}
}

// recorder is a testing.TB that records whether Fatal or Skip was called.
type recorder struct {
	testing.TB
	fatal, skipped bool
}

func (r *recorder) Helper()      {}
func (r *recorder) Fatal(...any) { r.fatal = true }
func (r *recorder) Skip(...any)  { r.skipped = true }

func TestMissing_inCI(t *testing.T) {
	t.Setenv("CI", "true")
	t.Setenv(skipsFile, "") // The recorder continues after Fatal, and must not record a skip.
	r := &recorder{TB: t}
	Missing(r, "chromium", "apt-get install chromium")
	if !r.fatal {
		t.Error("the test does not fail")
	}
}
