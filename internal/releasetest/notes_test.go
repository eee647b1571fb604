//go:build unix

package releasetest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

// The notes of a release are its section in the changelog, which must have a date and content.
func TestNotes(t *testing.T) {
	for name, test := range map[string]struct {
		changelog, want string
	}{
		"newest":     {"## 1.2.0 (2026-12-01)\n\nFEATURES:\n\n* New.\n\n## 1.1.0 (2026-11-01)\n\n* Old.\n", "FEATURES:\n\n* New."},
		"older":      {"## 1.3.0 (Unreleased)\n\n* Next.\n\n## 1.2.0 (2026-11-01)\n\n* Fixed.\n", "* Fixed."},
		"unreleased": {"## 1.2.0 (Unreleased)\n\n* New.\n", ""},
		"missing":    {"## 1.20.0 (2026-12-01)\n\n* New.\n\n## 11.2.0 (2026-11-01)\n\n* Old.\n", ""},
		"empty":      {"## 1.2.0 (2026-12-01)\n\n## 1.1.0 (2026-11-01)\n\n* Old.\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			changelog := filepath.Join(t.TempDir(), "CHANGELOG.md")
			if err := os.WriteFile(changelog, []byte(test.changelog), 0o600); err != nil {
				t.Fatal(err)
			}
			script := filepath.Join(clitest.Root(t), "scripts", "release-notes.sh")
			out, err := exec.CommandContext(t.Context(), script, "1.2.0", changelog).Output()
			if got := strings.TrimSpace(string(out)); got != test.want || (err == nil) != (test.want != "") {
				t.Errorf("got %q and %v, want %q", got, err, test.want)
			}
		})
	}
}

// GNUmakefile reads the version of the next release from the first line of the changelog.
func TestChangelog_top(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(clitest.Root(t), "CHANGELOG.md"))
	if err != nil {
		t.Fatal(err)
	}
	top, _, _ := strings.Cut(string(content), "\n")
	var version string
	if _, rest, ok := strings.Cut(top, "## "); ok {
		version, _, _ = strings.Cut(rest, " (")
	}
	if strings.Count(version, ".") != 2 {
		t.Errorf("the first line is %q, want ## X.Y.Z (Unreleased) or ## X.Y.Z (YYYY-MM-DD)", top)
	}
}
