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

// Conftest decides as OPA does: in the example's folder, in another folder as Atlantis and Digger
// run it, and with the package and input of each runner.
func TestConftest(t *testing.T) {
	need(t, "conftest")
	plans := policyPlans(t)
	policies, err := filepath.Abs(filepath.Join(folder, "policy"))
	if err != nil {
		t.Fatal(err)
	}
	type test struct {
		name, dir string
		args      []string
		input     func(plan object) object
	}
	tests := []test{
		{"in the example's folder", folder, nil, root},
		{"in another folder", t.TempDir(), []string{"--policy", policies, "--data", policies}, root},
	}
	for _, runner := range runners {
		args := runner.conftestArgs(t, policies)
		if runner.policies != "" {
			args = append(args, "--data", policies)
		}
		tests = append(tests, test{runner.name, t.TempDir(), args, runner.input})
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for name, got := range conftest(t, test.dir, plans, test.input, test.args...) {
				if want := plans[name].denied; !slices.Equal(got, want) {
					t.Errorf("%s: denied:\n%q\nwant:\n%q", name, got, want)
				}
			}
		})
	}
	t.Run("a targeted run of HCP Terraform", func(t *testing.T) {
		t.Parallel()
		args := []string{"--namespace", "terraform", "--policy", policies, "--data", policies}
		for name, got := range conftest(t, t.TempDir(), only(plans, "targeted"), targetedRun, args...) {
			if !slices.Equal(got, []string{partialPlan}) {
				t.Errorf("%s: denied: %q", name, got)
			}
		}
	})
	for _, runner := range runners {
		if runner.policies == "" {
			continue // The file that one-file.sh prints contains the settings.
		}
		t.Run(runner.name+" without settings", func(t *testing.T) {
			t.Parallel()
			args := runner.conftestArgs(t, policies)
			for name, got := range conftest(t, t.TempDir(), only(plans, "good", "denied"), runner.input, args...) {
				if !slices.Equal(got, []string{noSettings}) {
					t.Errorf("%s: denied: %q", name, got)
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

// conftestArgs returns the arguments with which Conftest evaluates the package of r. They load the
// settings only if r uses the file that one-file.sh prints.
func (r runner) conftestArgs(t *testing.T, policies string) []string {
	t.Helper()
	args := []string{"--namespace", r.pkg, "--policy", policies}
	if r.policies == "" {
		args = []string{"--namespace", r.pkg, "--policy", oneFile(t, folder, r.pkg)}
	}
	if r.v0 {
		args = append(args, "--rego-version", "v0")
	}
	return args
}

func planFile(name string) string {
	return strings.NewReplacer(":", "", " ", "_").Replace(name) + ".json"
}

// conftest tests all plans in one run and returns the denials of each by the plan's name.
func conftest(
	t *testing.T, dir string, plans map[string]policyPlan, input func(plan object) object, args ...string,
) map[string][]string {
	t.Helper()
	files, names := t.TempDir(), map[string]string{}
	args = append([]string{"test", "--output=json"}, args...)
	for name, plan := range plans {
		file := filepath.Join(files, planFile(name))
		writeJSON(t, file, input(plan.content))
		args, names[file] = append(args, file), name
	}
	out, err := tool(t, "conftest", dir, args...)
	if failed := new(exec.ExitError); !errors.As(err, &failed) {
		t.Errorf("got %v, want the exit code of denied plans", err)
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
