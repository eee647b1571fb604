package examplestest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// One job saves a plan. Another job applies it with the same token and without a listing.
func TestCI(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		apps := named("api", "web")
		mock := herokutest.New(apps...)
		url := "HEROKU_API_URL=" + herokutest.Start(t, mock)
		job := func(source string, env ...string) *clitest.Workspace {
			w := cli.Workspace(t, source, append(env, url)...)
			w.StandIn(t, "heroku/heroku", standIn)
			return w
		}
		token := "HEROKU_API_KEY=" + herokutest.Token
		first := job(filepath.Join(clitest.Root(t), "examples", "ci"), token)
		first.Run(t, "plan", "-input=false", "-out=plan")
		listed := len(mock.Requests())

		_, stderr, err := job(first.Dir).Try(t, "apply", "-input=false", "-no-color", "plan")
		if err == nil {
			t.Error("the plan was applied without a token")
		}
		contains(t, stderr, "HEROKU_API_KEY")

		second := job(first.Dir, token)
		second.Run(t, "apply", "-input=false", "plan")
		if got := len(mock.Requests()); got != listed {
			t.Errorf("applying a saved plan sends %d requests, want none", got-listed)
		}

		// A deploy changes updated_at. So an output of apps changes, and an output of ids does not.
		apps[0].UpdatedAt = "2026-11-25T00:00:00Z"
		mock.SetApps(apps)
		second.Run(t, "plan", "-input=false", "-detailed-exitcode") // Fails if anything changes.
		if err := os.WriteFile(filepath.Join(second.Dir, "apps.tf"), []byte("output \"apps\" {\n  value = data.modulex_heroku_apps.all.apps\n}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		second.Run(t, "apply", "-input=false", "-auto-approve")
		apps[0].UpdatedAt = "2026-11-26T00:00:00Z"
		mock.SetApps(apps)
		if _, _, err := second.Try(t, "plan", "-input=false", "-detailed-exitcode"); err == nil {
			t.Error("an output of apps does not change with a deploy: change the guide")
		}
	})
}
