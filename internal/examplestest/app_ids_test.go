package examplestest

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

// Resources of heroku/heroku receive ids from the inventory, by name and with for_each.
func TestAppIDs(t *testing.T) {
	apps := named("api", "old", "web", "worker")
	ids := map[string]any{}
	for _, app := range apps {
		ids[app.Name] = app.ID
	}
	want := map[string]any{
		"heroku_domain.api":           ids["api"],
		`heroku_drain.logs["api"]`:    ids["api"],
		`heroku_drain.logs["old"]`:    ids["old"],
		`heroku_drain.logs["web"]`:    ids["web"],
		`heroku_drain.logs["worker"]`: ids["worker"],
		`heroku_formation.web["api"]`: ids["api"],
		`heroku_formation.web["web"]`: ids["web"],
	}
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		workspace := example(t, cli, "app-ids", apps)
		workspace.StandIn(t, "heroku/heroku", standIn)
		screen, plan := plan(t, workspace)

		got := map[string]any{}
		for _, resource := range plan.PlannedValues.RootModule.Resources {
			got[resource.Address] = resource.AttributeValues["app_id"]
		}
		if !maps.Equal(got, want) {
			t.Errorf("app_id of each resource: got %v, want %v", got, want)
		}
		unmanaged, _ := plan.PlannedValues.Outputs["unmanaged"].Value.(map[string]any)
		if !maps.Equal(unmanaged, map[string]any{"old": ids["old"]}) {
			t.Errorf("unmanaged: %v", unmanaged)
		}
		contains(t, screen, "Warning: Check block assertion failed", "Not managed by Terraform: old.")
	})
}

// The plan fails with exactly the message that the guide shows.
func TestAppIDs_missing(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		workspace := example(t, cli, "app-ids", named("api", "web", "wroker"))
		workspace.StandIn(t, "heroku/heroku", standIn)
		_, stderr, err := workspace.Try(t, "plan", "-input=false", "-no-color")
		want := read(t, filepath.Join(workspace.Dir, "required_names.txt"))
		if err == nil || strings.TrimSpace(stderr) != strings.TrimSpace(want) {
			t.Errorf("got %v:\n%s\nwant:\n%s", err, stderr, want)
		}
	})
}
