package provider_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// exampleInventory returns an inventory that contains the apps in the examples.
func exampleInventory() []herokutest.App {
	inventory := herokutest.Apps(40)
	inventory[0].Name, inventory[0].Stack.Name = "api", "heroku-24"
	checkout := &inventory[1] // In the team acme and the region us.
	checkout.Name, checkout.Stack.Name = "web-checkout", "heroku-24"
	return inventory
}

// Each example of the documentation plans without changes to it.
func TestExamples(t *testing.T) {
	inventory := exampleInventory()
	onStack := func(stack string) (names []string) {
		for _, app := range keep(inventory, func(app herokutest.App) bool { return app.Stack.Name == stack }) {
			names = append(names, app.Name)
		}
		slices.Sort(names)
		return names
	}
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		env := []string{"HEROKU_API_URL=" + herokutest.Start(t, herokutest.New(inventory...))}
		for file, outputs := range map[string]map[string]any{
			"provider/provider.tf":                                    {"app_ids": results(inventory, 0)["ids"]},
			"provider/provider_settings.tf":                           {},
			"data-sources/modulex_heroku_apps/data-source.tf":         {"api_id": inventory[0].ID, "on_heroku_22": onStack("heroku-22")},
			"data-sources/modulex_heroku_apps/data-source_filters.tf": {"web_apps": "1 of 12 apps"},
		} {
			token := "HEROKU_API_KEY=" + herokutest.Token
			if strings.HasSuffix(file, "settings.tf") {
				token = "TF_VAR_heroku_token=" + herokutest.Token
			}
			example(t, cli, read(t, filepath.Join(clitest.Root(t), "examples", filepath.FromSlash(file))), append(env, token), outputs)
		}
	})
}

// The first example of a page also plans on an account without apps.
func TestExamples_noApps(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		env := []string{"HEROKU_API_URL=" + herokutest.Start(t, herokutest.New()), "HEROKU_API_KEY=" + herokutest.Token}
		for _, file := range []string{"provider/provider.tf", "data-sources/modulex_heroku_apps/data-source.tf"} {
			example(t, cli, read(t, filepath.Join(clitest.Root(t), "examples", filepath.FromSlash(file))), env, nil)
		}
	})
}

// The demo's regular expression matches names of the mock that `make demo` starts.
func TestExamples_demo(t *testing.T) {
	inventory := herokutest.Apps(1200)
	kept := keep(inventory, func(app herokutest.App) bool {
		return app.Region.Name == "us" && app.Stack.Name == "heroku-24" &&
			(strings.HasPrefix(app.Name, "brave-") || strings.HasPrefix(app.Name, "calm-"))
	})
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		env := []string{"HEROKU_API_URL=" + herokutest.Start(t, herokutest.New(inventory...)), "HEROKU_API_KEY=" + herokutest.Token}
		got := example(t, cli, read(t, filepath.Join(clitest.Root(t), "examples", "demo", "main.tf")), env, nil)
		table, _ := got["inventory"].(string)
		if !strings.HasPrefix(table, "NAME") || !strings.HasSuffix(table, fmt.Sprintf("\n\n%d of 1200 apps", len(kept))) {
			t.Errorf("the inventory is %q", table)
		}
	})
}

// example plans a configuration, checks its outputs and returns them.
func example(t *testing.T, cli clitest.CLI, config string, env []string, want map[string]any) map[string]any {
	t.Helper()
	source := t.TempDir()
	write(t, filepath.Join(source, "main.tf"), config)
	w := cli.Workspace(t, source, env...)
	w.Run(t, "plan", "-input=false", "-out=plan")
	var plan struct {
		Planned struct {
			Outputs map[string]struct{ Value any }
		} `json:"planned_values"`
	}
	if err := json.Unmarshal([]byte(w.Run(t, "show", "-json", "plan")), &plan); err != nil {
		t.Fatal(err)
	}
	got := map[string]any{}
	for name, output := range plan.Planned.Outputs {
		got[name] = output.Value
	}
	for name, value := range want {
		if fmt.Sprint(got[name]) != fmt.Sprint(value) {
			t.Errorf("%s is %v, want %v", name, got[name], value)
		}
	}
	return got
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
