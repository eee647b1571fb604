package examplestest

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

const standIn = "./internal/examplestest/terraform-provider-heroku"

// outputs returns the outputs in a workspace's state.
func outputs(t *testing.T, w *clitest.Workspace) map[string]any {
	t.Helper()
	var state struct {
		Outputs map[string]struct{ Value any }
	}
	if err := json.Unmarshal([]byte(read(t, filepath.Join(w.Dir, "terraform.tfstate"))), &state); err != nil {
		t.Fatal(err)
	}
	values := map[string]any{}
	for name, output := range state.Outputs {
		values[name] = output.Value
	}
	return values
}

// Adoption imports the apps and changes nothing. The output unmanaged lists the other apps.
func TestAdopt(t *testing.T) {
	apps := named("api", "web", "worker", "store", "blog", "old", "new")
	for name, test := range map[string]struct {
		variables []string
		unmanaged []string
	}{
		"personal": {[]string{`-var=adopt=["api", "old"]`}, []string{"worker"}},
		"team":     {[]string{`-var=adopt=["web"]`, "-var=team=acme"}, []string{"store"}},
	} {
		t.Run(name, func(t *testing.T) {
			clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
				w := example(t, cli, "adopt", apps)
				w.StandIn(t, "heroku/heroku", standIn)
				out := w.Run(t, append([]string{"apply", "-input=false", "-no-color", "-auto-approve"}, test.variables...)...)
				contains(t, out, "0 to add, 0 to change, 0 to destroy.", "0 added, 0 changed, 0 destroyed.")
				unmanaged, _ := outputs(t, w)["unmanaged"].(map[string]any)
				if got := slices.Sorted(maps.Keys(unmanaged)); !slices.Equal(got, test.unmanaged) {
					t.Errorf("unmanaged: %q, want %q", got, test.unmanaged)
				}
				w.Run(t, append([]string{"plan", "-input=false", "-detailed-exitcode"}, test.variables...)...) // Fails if anything changes.
			})
		})
	}
}

// An unknown name fails the plan before any import, and the app of a team is never replaced.
func TestAdopt_fails(t *testing.T) {
	apps := named("api", "web", "worker")
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		w := example(t, cli, "adopt", apps)
		w.StandIn(t, "heroku/heroku", standIn)
		_, stderr, err := w.Try(t, "plan", "-input=false", "-no-color", `-var=adopt=["apii"]`)
		if err == nil {
			t.Error("the plan succeeds with an unknown app")
		}
		contains(t, stderr, "Required Heroku apps are missing", `"apii", similar to "api"`)

		// Without personal, the listing contains a team's app, but the configuration of the app does
		// not name the team.
		main := filepath.Join(w.Dir, "main.tf")
		everything := strings.Replace(read(t, main), "= var.team == null ? true : null", "= null", 1)
		if err := os.WriteFile(main, []byte(everything), 0o600); err != nil {
			t.Fatal(err)
		}
		_, stderr, err = w.Try(t, "plan", "-input=false", "-no-color", `-var=adopt=["web"]`)
		if err == nil {
			t.Error("the plan replaces the app of a team")
		}
		contains(t, stderr, "cannot be destroyed")
	})
}

// The guide says that neither CLI generates configuration for import blocks with for_each.
func TestAdopt_generate(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		w := cli.Workspace(t, filepath.Join("testdata", "generate"),
			"HEROKU_API_URL="+herokutest.Start(t, herokutest.New(named("api")...)), "HEROKU_API_KEY="+herokutest.Token)
		w.StandIn(t, "heroku/heroku", standIn)
		if _, _, err := w.Try(t, "plan", "-input=false", "-no-color", "-generate-config-out=generated.tf"); err == nil {
			t.Error("the CLI generated configuration: change the guide")
		}
	})
}
