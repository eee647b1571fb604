package heroku

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const top = "../.."

// ReadmeSays checks that README.md contains the figure.
func ReadmeSays(t *testing.T, figure string) {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(top, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), figure) {
		t.Errorf("README.md does not say %q", figure)
	}
}

// The figures in README.md match the tests.
func TestReadmeFigures(t *testing.T) {
	faults := len(statusFaults()) + len(connectionFaults()) + len(rangeFaults()) + len(limitFaults())
	ReadmeSays(t, fmt.Sprintf("misleading ranges | %d | 0 |", faults))
	ReadmeSays(t, fmt.Sprintf("encodings | %d | 0 |", len(bodyFaults())))
	ReadmeSays(t, "moved and deleted | 20,000 | 0 |")
	fuzzed := regexp.MustCompile(`(?m)^func Fuzz`).FindAllString(testSource(t), -1)
	ReadmeSays(t, fmt.Sprintf("fuzz targets, which `make fuzz` runs longer | %d |", len(fuzzed)))
}

// testSource is the source of all tests.
func testSource(t *testing.T) string {
	t.Helper()
	var source strings.Builder
	files := os.DirFS(top)
	err := fs.WalkDir(files, ".", func(file string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && file != "." && file != "internal" && !strings.HasPrefix(file, "internal/") {
			return fs.SkipDir
		}
		if err != nil || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		content, err := fs.ReadFile(files, file)
		source.Write(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return source.String()
}

// Each test that SECURITY.md names exists.
func TestSecurityNamesTests(t *testing.T) {
	security, err := os.ReadFile(filepath.Join(top, "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	source := testSource(t)
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z_]+)`").FindAllStringSubmatch(string(security), -1)
	if len(named) < 20 {
		t.Errorf("SECURITY.md names %d tests only", len(named))
	}
	for _, name := range named {
		if !strings.Contains(source, "\nfunc "+name[1]+"(") {
			t.Errorf("SECURITY.md names %s, which is no test", name[1])
		}
	}
}
