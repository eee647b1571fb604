package examplestest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/testenv"
)

type object = map[string]any

// runner describes how a product evaluates the policies.
type runner struct {
	name string
	// pkg is the Rego package that the runner evaluates.
	pkg string
	// policies is the flag of opa that loads the policies as the runner does, or "" for the
	// file that one-file.sh prints.
	policies string
	// v0 is whether the runner uses the Rego syntax from before OPA 1.0.
	v0 bool
	// input returns the policies' input for a plan.
	input func(plan object) object
}

var runners = []runner{
	{"OPA", "main", "--data", false, root},
	{"OPA with a bundle", "main", "--bundle", false, root},
	{"HCP Terraform", "terraform", "--bundle", false, func(plan object) object {
		return object{"plan": plan, "run": object{"organization": object{"name": "acme"}, "workspace": object{}}}
	}},
	{"env zero", "env0", "--data", false, func(plan object) object { return object{"plan": plan} }},
	{"env zero with one file", "env0", "", false, func(plan object) object { return object{"plan": plan} }},
	{"Scalr", "terraform", "", false, func(plan object) object {
		return object{"tfplan": plan, "tfrun": object{"is_destroy": false}}
	}},
	{"Digger", "digger", "", false, terraform},
	{"Digger with Rego v0", "digger", "", true, terraform},
	{"a folder with Rego v0", "digger", "--data", true, terraform},
	{"Spacelift", "spacelift", "", false, func(plan object) object {
		return object{
			"terraform": object{
				"resource_changes": plan["resource_changes"], "terraform_version": plan["terraform_version"],
			},
			"spacelift":            object{"run": object{"type": "TRACKED"}},
			"third_party_metadata": object{"custom": object{"plan": plan}},
		}
	}},
}

func root(plan object) object { return plan }

func terraform(plan object) object { return object{"terraform": plan} }

var folder = filepath.FromSlash("../../examples/policy")

// targetedRun returns the input of HCP Terraform for a run with targets.
func targetedRun(plan object) object {
	return object{"plan": plan, "run": object{"target_addrs": []string{"terraform_data.release"}}}
}

// opaArgs returns the arguments that make opa load the policies of an example's folder as r does.
func (r runner) opaArgs(t *testing.T, folder string) []string {
	t.Helper()
	args := []string{r.policies, filepath.Join(folder, "policy")}
	if r.policies == "" {
		args = []string{"--data", oneFile(t, folder, r.pkg)}
	}
	if r.v0 {
		args = append(args, "--v0-compatible")
	}
	return args
}

// oneFile writes the output of one-file.sh to a file and returns its path.
func oneFile(t *testing.T, folder, pkg string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), filepath.Join(folder, "one-file.sh"), pkg).Output() //nolint:gosec // A script of the example.
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "heroku_apps.rego")
	if err := os.WriteFile(file, out, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// The policies decide the same in every runner: a plan of good apps passes, and every other plan is
// denied for the expected reasons.
func TestPolicies(t *testing.T) {
	need(t, "opa")
	plans := policyPlans(t)
	for _, runner := range runners {
		t.Run(runner.name, func(t *testing.T) {
			t.Parallel()
			inputs := object{}
			for name, plan := range plans {
				inputs[name] = runner.input(plan.content)
			}
			got := denials(t, inputs, runner.pkg, runner.opaArgs(t, folder)...)
			for name, plan := range plans {
				if !slices.Equal(got[name], plan.denied) {
					t.Errorf("%s: denied:\n%q\nwant:\n%q", name, got[name], plan.denied)
				}
			}
		})
	}
	t.Run("a targeted run of HCP Terraform", func(t *testing.T) {
		t.Parallel()
		inputs := object{}
		for name, plan := range only(plans, "targeted") {
			inputs[name] = targetedRun(plan.content)
		}
		for name, got := range denials(t, inputs, "terraform", "--bundle", filepath.Join(folder, "policy")) {
			if !slices.Equal(got, []string{partialPlan}) {
				t.Errorf("%s: denied: %q", name, got)
			}
		}
	})
	t.Run("Spacelift without the hook", func(t *testing.T) {
		t.Parallel()
		inputs := object{}
		for name, plan := range plans {
			inputs[name] = object{"terraform": object{"resource_changes": plan.content["resource_changes"]}}
		}
		for name, got := range denials(t, inputs, "spacelift", "--data", oneFile(t, folder, "spacelift")) {
			if !slices.Contains(got, noInventory) {
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
			inputs := object{}
			for name, plan := range only(plans, "good", "denied") {
				inputs[name] = runner.input(plan.content)
			}
			bare := policyFolder(t, func(string) string { return "" })
			for name, got := range denials(t, inputs, runner.pkg, runner.opaArgs(t, bare)...) {
				if !slices.Equal(got, []string{noSettings}) {
					t.Errorf("%s: denied: %q", name, got)
				}
			}
		})
	}
	t.Run("opa exec", func(t *testing.T) {
		t.Parallel()
		testOPAExec(t, plans)
	})
}

const noSettings = "The policies have no settings. Pass the folder with data.yaml, for example: conftest test --data policy"

// denials returns the denials of each input by its name. OPA runs once for all inputs.
func denials(t *testing.T, inputs object, pkg string, args ...string) map[string][]string {
	t.Helper()
	input := filepath.Join(t.TempDir(), "input.json")
	writeJSON(t, input, inputs)
	query := "{name: denied | document := input[name]; denied := data." + pkg + ".deny with input as document}"
	out := opa(t, append([]string{"eval", "--format=json", "--input", input, query}, args...)...)
	var result struct {
		Result []struct {
			Expressions []struct{ Value map[string][]string }
		}
	}
	if err := json.Unmarshal(out, &result); err != nil || len(result.Result) != 1 {
		t.Fatalf("%v:\n%s", err, out)
	}
	got := result.Result[0].Expressions[0].Value
	if len(inputs) == 0 || len(got) != len(inputs) {
		t.Fatalf("%d decisions for %d inputs", len(got), len(inputs))
	}
	for name := range got {
		slices.Sort(got[name])
	}
	return got
}

// testOPAExec builds a bundle and evaluates it with opa exec on plan files, as a pipeline does.
func testOPAExec(t *testing.T, plans map[string]policyPlan) {
	t.Helper()
	dir := t.TempDir()
	bundle := filepath.Join(dir, "bundle.tar.gz")
	opa(t, "build", "--bundle", filepath.Join(folder, "policy"), "--ignore", "*_test.rego", "--output", bundle)
	args, files := []string{"exec", "--decision", "main/deny", "--bundle", bundle}, map[string]string{}
	for name, plan := range plans {
		file := filepath.Join(dir, planFile(name))
		writeJSON(t, file, plan.content)
		args, files[file] = append(args, file), name
	}
	out := opa(t, args...)
	var results struct {
		Result []struct {
			Path   string
			Result []string
		}
	}
	if err := json.Unmarshal(out, &results); err != nil || len(results.Result) != len(plans) {
		t.Fatalf("%v:\n%s", err, out)
	}
	for _, result := range results.Result {
		plan := plans[files["/"+strings.TrimPrefix(result.Path, "/")]]
		slices.Sort(result.Result)
		if !slices.Equal(result.Result, plan.denied) {
			t.Errorf("%s: denied: %q, want %q", result.Path, result.Result, plan.denied)
		}
	}
}

// With the ownership settings, apps must belong to a team and run in a Private Space.
func TestPolicies_ownership(t *testing.T) {
	need(t, "opa")
	owned := goodApps()
	for i := range owned {
		owned[i].Team = &herokutest.Identity{ID: "11111111-2222-4333-8444-555555555555", Name: "acme"}
		owned[i].Space = &herokutest.Space{ID: "21111111-2222-4333-8444-555555555555", Name: "prod"}
	}
	personal := slices.Clone(owned)
	personal[1].Team, personal[2].Space = nil, nil
	denied := []string{
		"App web: it belongs to none of settings.teams.",
		"App web: it is a personal app, and must be transferred to a team.",
		"App worker: it runs in none of settings.spaces.",
	}
	inputs, want := object{}, map[string][]string{}
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		mock := herokutest.New(owned...)
		workspace := cli.Workspace(t, filepath.Join(folder, "ownership"),
			"HEROKU_API_URL="+herokutest.Start(t, mock), "HEROKU_API_KEY="+herokutest.Token)
		for name, test := range map[string]struct {
			apps   []herokutest.App
			denied []string
		}{"owned": {owned, nil}, "personal": {personal, denied}} {
			mock.SetApps(test.apps)
			workspace.Run(t, "plan", "-input=false", "-out=plan")
			inputs[cli.Name+": "+name] = content(t, workspace.Run(t, "show", "-json", "plan"))
			want[cli.Name+": "+name] = test.denied
		}
	})
	copied := policyFolder(t, ownership)
	for pkg, args := range map[string][]string{
		"main":      {"--bundle", filepath.Join(copied, "policy")},
		"spacelift": {"--data", oneFile(t, copied, "spacelift")},
	} {
		for name, got := range denials(t, inputs, pkg, args...) {
			if !slices.Equal(got, want[name]) {
				t.Errorf("%s: %s: denied: %q, want %q", pkg, name, got, want[name])
			}
		}
	}
}

// The policies' own tests cover the limits of each policy.
func TestPolicies_unit(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"test"}, {"test", "--v0-compatible"}, {"check", "--strict"}} {
		opa(t, append(args, "--bundle", filepath.Join(folder, "policy"))...)
	}
}

// opa runs OPA and returns its stdout. It ends the test if OPA fails.
func opa(t *testing.T, args ...string) []byte {
	t.Helper()
	out, err := tool(t, "opa", ".", args...)
	if err != nil {
		t.Fatalf("opa %q: %v\n%s", args, err, out)
	}
	return out
}

// tool runs a tool in a folder and returns its stdout.
func tool(t *testing.T, name, dir string, args ...string) ([]byte, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), need(t, name), args...) //nolint:gosec // The tests' own arguments.
	cmd.Dir = dir
	return cmd.Output()
}

// need returns the path of a tool that make builds. If the tool is missing, [testenv.Missing] ends
// the test.
func need(t *testing.T, name string) string {
	t.Helper()
	path, err := clitest.Tool(t, name)
	if err != nil {
		testenv.Missing(t, name, "make bin/"+name)
	}
	return path
}

func writeJSON(t *testing.T, file string, value any) {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
