package examplestest

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

// The only full list of Heroku's stacks is in the settings of the policies. Examples and docs name
// no other stacks, and the same dates for the end of support.
func TestStacks(t *testing.T) {
	t.Parallel()
	root := os.DirFS(clitest.Root(t))
	day := regexp.MustCompile(`heroku-(\d\d)"?\s*[:=]\s*"?(\d{4}-\d\d-\d\d)`)
	stacks := map[string]string{}
	for _, found := range day.FindAllStringSubmatch(text(t, root, "examples/policy/policy/data.yaml"), -1) {
		stacks["heroku-"+found[1]] = found[2]
		var year int
		if _, err := fmt.Sscanf(found[1], "%d", &year); err != nil {
			t.Fatal(err)
		}
		// Heroku supports a stack for five years, as long as Canonical supports its Ubuntu version.
		if want := fmt.Sprintf("20%02d-04-30", year+5); found[2] != want {
			t.Errorf("data.yaml: heroku-%s is supported until %s, want %s", found[1], found[2], want)
		}
	}
	if want := []string{"heroku-18", "heroku-20", "heroku-22", "heroku-24", "heroku-26"}; !slices.Equal(slices.Sorted(maps.Keys(stacks)), want) {
		t.Errorf("data.yaml has the stacks %v, want %q", stacks, want)
	}

	name := regexp.MustCompile(`heroku-\d\d\b`)
	old := regexp.MustCompile(`(?:default +|default *= *|old_stacks *= *)\[("heroku-[^\]]+)\]`)
	lists := map[string]string{}
	for _, file := range files(t, root, "README.md", "docs", "examples", "templates") {
		content := text(t, root, file)
		for _, stack := range name.FindAllString(content, -1) {
			if stacks[stack] == "" && !strings.HasSuffix(file, "_test.rego") {
				t.Errorf("%s: %s is not in data.yaml", file, stack)
			}
		}
		if strings.HasSuffix(file, "_test.rego") {
			continue
		}
		for _, found := range day.FindAllStringSubmatch(content, -1) {
			if stack := "heroku-" + found[1]; stacks[stack] != found[2] {
				t.Errorf("%s: %s is supported until %s, want %q as in data.yaml", file, stack, found[2], stacks[stack])
			}
		}
		if strings.HasPrefix(file, "examples/policy/") {
			if found := old.FindStringSubmatch(content); found != nil {
				lists[file] = found[1]
			}
		}
	}
	if len(lists) != 3 || len(slices.Compact(slices.Sorted(maps.Values(lists)))) != 1 {
		t.Errorf("the lists of old stacks differ: %v", lists)
	}
}

// files returns the text files in the folders.
func files(t *testing.T, root fs.FS, folders ...string) (files []string) {
	t.Helper()
	for _, folder := range folders {
		err := fs.WalkDir(root, folder, func(file string, entry fs.DirEntry, err error) error {
			if strings.HasPrefix(entry.Name(), ".terraform") && entry.IsDir() {
				return fs.SkipDir
			}
			if err == nil && entry.Type().IsRegular() && filepath.Ext(file) != ".png" {
				files = append(files, file)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func text(t *testing.T, root fs.FS, file string) string {
	t.Helper()
	content, err := fs.ReadFile(root, file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
