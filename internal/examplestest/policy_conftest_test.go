package examplestest

import (
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// conftest decides as OPA does, in the folder of the example and, as Atlantis and Digger run it, in any other.
func TestConftest(t *testing.T) {
	plans, dir := policyPlans(t), t.TempDir()
	for name, plan := range plans {
		writeJSON(t, filepath.Join(dir, planFile(name)), plan.content)
	}
	policies, err := filepath.Abs(filepath.Join(folder, "policy"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, dir string
		args      []string
		settings  bool
	}{
		{"in the example's folder", folder, nil, true},
		{"elsewhere", t.TempDir(), []string{"--policy", policies, "--data", policies}, true},
		{"elsewhere without settings", t.TempDir(), []string{"--policy", policies}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for name, got := range conftest(t, test.dir, dir, plans, test.args...) {
				switch want := plans[name].denied; {
				case !test.settings && !slices.Contains(got, noSettings):
					t.Errorf("%s: denied: %q", name, got)
				case test.settings && !slices.Equal(got, want):
					t.Errorf("%s: denied:\n%q\nwant:\n%q", name, got, want)
				}
			}
		})
	}
	t.Run("verify", func(t *testing.T) {
		t.Parallel()
		if out, err := tool(t, "conftest", folder, "verify"); err != nil {
			t.Errorf("%v:\n%s", err, out)
		}
	})
}

func planFile(name string) string {
	return strings.NewReplacer(":", "", " ", "_").Replace(name) + ".json"
}

// conftest tests all plans at once, and returns what is denied of each.
func conftest(t *testing.T, dir, files string, plans map[string]policyPlan, args ...string) map[string][]string {
	t.Helper()
	args, names := append([]string{"test", "--output=json"}, args...), map[string]string{}
	for name := range plans {
		file := filepath.Join(files, planFile(name))
		args, names[file] = append(args, file), name
	}
	out, err := tool(t, "conftest", dir, args...)
	if failed := new(exec.ExitError); !errors.As(err, &failed) {
		t.Errorf("conftest ended with %v, although it denies plans", err)
	}
	var results []struct {
		Filename  string
		Successes int
		Failures  []struct{ Msg string }
	}
	if err := json.Unmarshal(out, &results); err != nil || len(results) != len(plans) {
		t.Fatalf("%d results, %v:\n%s", len(results), err, out)
	}
	got := map[string][]string{}
	for _, result := range results {
		var denied []string
		for _, failure := range result.Failures {
			denied = append(denied, failure.Msg)
		}
		if denied == nil && result.Successes == 0 {
			t.Errorf("%s: no policy was evaluated", result.Filename)
		}
		slices.Sort(denied)
		got[names[result.Filename]] = denied
	}
	return got
}
