package examplestest

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// goodApps are apps to which no policy objects on the day planned.
func goodApps() []herokutest.App {
	apps := named("api", "web", "worker")
	for i := range apps {
		apps[i].Region.Name, apps[i].Stack.Name, apps[i].UpdatedAt = "eu", "heroku-24", "2026-05-01T00:00:00Z"
	}
	return apps
}

const planned = "2026-06-01T00:00:00Z"

// Each policy lets the plan of good apps pass, and denies the one of bad apps with its message; and so does each reason
// for which a plan cannot be judged. The plans are real ones. Only their time is replaced, so that every day is the same.
func TestPolicies(t *testing.T) {
	bad := goodApps()
	bad[0].Stack.Name = "heroku-20"
	bad[1].Region.Name = "virginia"
	bad[2].UpdatedAt = "2025-05-31T23:59:59Z"
	for _, name := range []string{"web_2", "unknown"} {
		bad = append(bad, bad[1])
		app := &bad[len(bad)-1]
		app.ID, app.Name, app.Region.Name = herokutest.Apps(10)[len(bad)].ID, name, "us"
	}
	denied := []string{
		"App api: its stack heroku-20 is supported until 2025-04-30.",
		"App unknown: it is not a known app.",
		"App web: its region virginia is not allowed.",
		"App web_2: it is not a known app.",
		"App web_2: its name does not match the rule.",
		"App worker: it was last updated at 2025-05-31T23:59:59Z, which is too long ago.",
	}
	examples, testdata := filepath.Join(clitest.Root(t), "examples"), "testdata"
	for _, test := range []struct {
		name   string
		config string
		apps   []herokutest.App
		denied []string
	}{
		{"good apps", filepath.Join(examples, "policy"), goodApps(), nil},
		{"bad apps", filepath.Join(examples, "policy"), bad, denied},
		{"good apps in modules", filepath.Join(testdata, "nested"), goodApps(), nil},
		{"bad apps in modules", filepath.Join(testdata, "nested"), bad, denied},
		{"put off", filepath.Join(testdata, "put_off"), goodApps(), []string{
			"data.modulex_heroku_apps.later is read only when the plan is applied (read_because_dependency_pending), so its apps are not known.",
		}},
		{"none", filepath.Join(testdata, "none"), goodApps(), []string{
			"The plan has no inventory: no data source modulex_heroku_apps was read for it.",
		}},
		{"narrow", filepath.Join(testdata, "narrow"), bad[1:], []string{
			"No data source modulex_heroku_apps has every app: each one has a team, personal or a filter.",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
				workspace := cli.Workspace(t, test.config,
					"HEROKU_API_URL="+herokutest.Start(t, herokutest.New(test.apps...)), "HEROKU_API_KEY="+herokutest.Token)
				workspace.Run(t, "get")
				workspace.Run(t, "plan", "-input=false", "-out=plan")
				if got := conftest(t, workspace.Run(t, "show", "-json", "plan")); !slices.Equal(got, test.denied) {
					t.Errorf("denied:\n%q\nwant:\n%q", got, test.denied)
				}
			})
		})
	}
}

// With -target, a plan has what was read when the state was written, though the apps are others by now. Terraform's plan
// tells that it is not complete. OpenTofu's does not, which is why the guide asks to keep -target out of a pipeline.
func TestPolicies_target(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		mock := herokutest.New(goodApps()...)
		workspace := cli.Workspace(t, filepath.Join("testdata", "put_off"),
			"HEROKU_API_URL="+herokutest.Start(t, mock), "HEROKU_API_KEY="+herokutest.Token)
		workspace.Run(t, "apply", "-input=false", "-auto-approve")
		mock.SetApps(named("web_2"))
		workspace.Run(t, "plan", "-input=false", "-target=terraform_data.release", "-out=plan")
		var want []string
		if cli.Name == "terraform" {
			want = []string{"The plan is a part of one, as with -target, so that an inventory may be an old one."}
		}
		if got := conftest(t, workspace.Run(t, "show", "-json", "plan")); !slices.Equal(got, want) {
			t.Errorf("denied: %q, want %q", got, want)
		}
	})
}

// conftest tests a plan, as if made at the time planned, as the example's README says, and returns what is denied.
func conftest(t *testing.T, plan string) (denied []string) {
	t.Helper()
	var content map[string]any
	if err := json.Unmarshal([]byte(plan), &content); err != nil {
		t.Fatal(err)
	}
	if content["timestamp"] == nil {
		t.Error("the plan does not tell when it was made")
	}
	content["timestamp"] = planned
	data, err := json.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}

	out, err := runConftest(t, "test", "--output=json", file)
	var results []struct {
		Successes int                    `json:"successes"`
		Failures  []struct{ Msg string } `json:"failures"`
	}
	if err := json.Unmarshal(out, &results); err != nil || len(results) != 1 {
		t.Fatalf("%d results, %v:\n%s", len(results), err, out)
	}
	for _, failure := range results[0].Failures {
		denied = append(denied, failure.Msg)
	}
	if failed := new(exec.ExitError); errors.As(err, &failed) != (denied != nil) {
		t.Errorf("%d denied, but conftest ended with %v", len(denied), err)
	}
	if denied == nil && results[0].Successes == 0 {
		t.Error("no policy was asked")
	}
	slices.Sort(denied)
	return denied
}

// The policies' own tests, which go through the borders of each.
func TestPolicies_verify(t *testing.T) {
	if out, err := runConftest(t, "verify"); err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
}

// runConftest runs conftest in the folder of the example.
func runConftest(t *testing.T, args ...string) ([]byte, error) {
	t.Helper()
	path := filepath.Join(clitest.Root(t), "bin", "conftest")
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("conftest is not built; run make bin/conftest: %v", err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...) //nolint:gosec // A tool that make builds, with the tests' arguments.
	cmd.Dir = filepath.Join(clitest.Root(t), "examples", "policy")
	return cmd.Output()
}

// The checks in Terraform's own words: a postcondition fails the plan, a check warns.
func TestPolicies_checks(t *testing.T) {
	for _, test := range []struct {
		name             string
		region, stack    string
		failure, warning string
	}{
		{"good app", "us", "heroku-24", "", ""},
		{"on an old stack", "us", "heroku-22", "", "Apps on heroku-20 or heroku-22: api."},
		{"outside of the regions", "virginia", "heroku-24", "Apps outside of eu and us: api.", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
				apps := named("api")
				apps[0].Region.Name, apps[0].Stack.Name = test.region, test.stack
				workspace := example(t, cli, "policy/checks", apps)
				if test.failure != "" {
					fails(t, workspace, "Error: Resource postcondition failed", test.failure)
					return
				}
				screen, plan := plan(t, workspace)
				if test.warning != "" {
					contains(t, screen, "Warning: Check block assertion failed", test.warning)
				}
				for _, check := range plan.Checks {
					if failed := check.Status == tfjson.CheckStatusFail; failed != (test.warning != "" && check.Address.Kind == tfjson.CheckKindCheckBlock) {
						t.Errorf("%s: %s", check.Address.ToDisplay, check.Status)
					}
				}
			})
		})
	}
}
