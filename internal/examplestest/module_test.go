package examplestest

import (
	"path/filepath"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

// The module's tests need neither credentials nor Heroku.
func TestModule_test(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		out := cli.Workspace(t, filepath.Join(clitest.Root(t), "examples", "module")).Run(t, "test", "-no-color")
		contains(t, out, "Success! 4 passed, 0 failed.")
	})
}

// The module returns the same from a listing as its tests expect from mocks.
func TestModule_plan(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		apps := named("api", "old", "web")
		_, plan := plan(t, example(t, cli, "module", apps))
		urls, _ := plan.PlannedValues.Outputs["urls"].Value.(map[string]any)
		if len(urls) != 2 || urls["api"] != *apps[0].WebURL || urls["web"] != *apps[2].WebURL {
			t.Errorf("urls: %v", urls)
		}
	})
}

// The tests of a module with an ephemeral token need no credentials.
func TestModule_token(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		w := cli.Workspace(t, filepath.Join(clitest.Root(t), "examples", "module", "token"))
		w.StandIn(t, "heroku/heroku", standIn)
		contains(t, w.Run(t, "test", "-no-color"), "Success! 1 passed, 0 failed.")
	})
}
