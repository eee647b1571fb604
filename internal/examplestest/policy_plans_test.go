package examplestest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// planned replaces the timestamp of every plan, so that the policies decide the same every day.
const planned = "2026-06-01T00:00:00Z"

// goodApps returns apps that no policy denies at the time planned.
func goodApps() []herokutest.App {
	apps := named("api", "web", "worker")
	for i := range apps {
		apps[i].Region.Name, apps[i].Stack.Name, apps[i].UpdatedAt = "eu", "heroku-24", "2026-05-01T00:00:00Z"
	}
	return apps
}

// badApps returns apps of which each policy denies at least one.
func badApps() []herokutest.App {
	apps := goodApps()
	apps[0].Stack.Name = "heroku-20"
	apps[1].Region.Name = "virginia"
	apps[2].UpdatedAt = "2025-05-31T23:59:59Z"
	for i, name := range []string{"web_2", "unknown"} {
		app := apps[1]
		app.ID, app.Name, app.Region.Name = herokutest.Apps(10)[5+i].ID, name, "us"
		apps = append(apps, app)
	}
	apps[4].Stack.Name = "heroku-99"
	return apps
}

// badAppsDenied are the denials of badApps.
var badAppsDenied = []string{
	"App api: support for heroku-20 ended on 2025-04-30.",
	"App unknown: it is not in settings.known_apps.",
	"App unknown: stack heroku-99 is not in settings.stacks.",
	"App web: region virginia is not in settings.regions.",
	"App web_2: it is not in settings.known_apps.",
	"App web_2: the name does not match settings.name_pattern.",
	"App worker: no update in the 365 days before the plan (last update: 2025-05-31T23:59:59Z).",
}

const (
	noInventory = "The plan has no inventory: it contains no result of a data source modulex_heroku_apps."
	partialPlan = "The plan is partial, as with -target, so its inventory may be out of date."
)

// policyPlan is a plan that a CLI created, with its expected denials.
type policyPlan struct {
	content map[string]any
	denied  []string
}

// made caches the plans of policyPlans. Tests that use it must not run in parallel.
var made map[string]policyPlan

// policyPlans returns the plans for the tests of the policies by name. It creates the same plans
// with each CLI.
func policyPlans(t *testing.T) map[string]policyPlan {
	t.Helper()
	if made != nil {
		return made
	}
	plans := map[string]policyPlan{}
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		for name, plan := range plansOf(t, cli) {
			plans[cli.Name+": "+name] = plan
		}
	})
	if !t.Failed() {
		made = plans
	}
	return plans
}

func plansOf(t *testing.T, cli clitest.CLI) map[string]policyPlan {
	t.Helper()
	configs := map[string]struct {
		folder string
		apps   []herokutest.App
		denied []string
	}{
		"good":              {"../../examples/policy", goodApps(), nil},
		"denied":            {"../../examples/policy", badApps(), badAppsDenied},
		"denied in modules": {"testdata/nested", badApps(), badAppsDenied},
		"deferred": {"testdata/deferred", goodApps(), []string{
			"The apps of data.modulex_heroku_apps.later are unknown: the read is deferred until apply (read_because_dependency_pending).",
		}},
		"none": {"testdata/none", goodApps(), []string{noInventory}},
		"narrow": {"testdata/narrow", badApps()[1:], []string{
			"No data source modulex_heroku_apps lists every app: each has a team, personal or a filter.",
		}},
	}
	workspaces := map[string]*clitest.Workspace{}
	mocks := map[string]*herokutest.Heroku{}
	for name, config := range configs {
		mocks[name] = herokutest.New(config.apps...)
		workspaces[name] = cli.Workspace(t, filepath.FromSlash(config.folder),
			"HEROKU_API_URL="+herokutest.Start(t, mocks[name]), "HEROKU_API_KEY="+herokutest.Token)
	}
	workspaces["denied in modules"].Run(t, "get")

	plans := map[string]policyPlan{}
	runAll(t, workspaces, "plan", "-input=false", "-out=plan")
	for name, out := range runAll(t, workspaces, "show", "-json", "plan") {
		plans[name] = policyPlan{content(t, out), configs[name].denied}
	}

	// With -target, the plan contains the inventory from the state, although the apps have
	// changed. Terraform marks such a plan as partial, and OpenTofu does not.
	workspace := workspaces["deferred"]
	workspace.Run(t, "apply", "-input=false", "-auto-approve")
	mocks["deferred"].SetApps(badApps())
	workspace.Run(t, "plan", "-input=false", "-target=terraform_data.release", "-out=plan")
	targeted := policyPlan{content: content(t, workspace.Run(t, "show", "-json", "plan"))}
	if cli.Name == "terraform" {
		targeted.denied = []string{partialPlan}
	}
	plans["targeted"] = targeted
	return plans
}

// only returns the plans of each CLI with the given names.
func only(plans map[string]policyPlan, names ...string) map[string]policyPlan {
	found := map[string]policyPlan{}
	for name, plan := range plans {
		if _, name, _ := strings.Cut(name, ": "); slices.Contains(names, name) {
			found[name] = plan
		}
	}
	return found
}

// runAll runs a CLI in all workspaces concurrently and returns the stdout of each.
func runAll(t *testing.T, workspaces map[string]*clitest.Workspace, args ...string) map[string]string {
	t.Helper()
	started := map[string]*clitest.Process{}
	for name, workspace := range workspaces {
		started[name] = workspace.Start(t, args...)
	}
	out := map[string]string{}
	for name, process := range started {
		stdout, stderr, err := process.Wait()
		if err != nil {
			t.Errorf("%s: %q: %v\n%s", name, args, err, stderr)
		}
		out[name] = stdout
	}
	if t.Failed() {
		t.FailNow()
	}
	return out
}

// content decodes a plan and replaces its timestamp.
func content(t *testing.T, plan string) (content map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(plan), &content); err != nil {
		t.Fatal(err)
	}
	if content["timestamp"] == nil {
		t.Error("the plan has no timestamp")
	}
	content["timestamp"] = planned
	return content
}

// policyFolder returns a copy of the example's folder with an edited data.yaml. If edit returns "",
// the file is removed.
func policyFolder(t *testing.T, edit func(settings string) string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.FromSlash("../../examples/policy"))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "policy", "data.yaml")
	settings := edit(read(t, file))
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if settings != "" {
		if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// ownership enables the settings that are comments in data.yaml.
func ownership(settings string) string {
	return strings.NewReplacer("  # team_apps_only:", "  team_apps_only:", "  # teams:", "  teams:", "  # spaces:", "  spaces:").Replace(settings)
}
