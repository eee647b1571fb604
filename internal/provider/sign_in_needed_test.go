package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// workspace returns a workspace with the configuration.
func workspace(t *testing.T, cli clitest.CLI, config string, env ...string) *clitest.Workspace {
	t.Helper()
	source := t.TempDir()
	write(t, filepath.Join(source, "main.tf"), requires+config)
	return cli.Workspace(t, source, env...)
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// independent is a resource that does not depend on Heroku.
const independent = `
resource "terraform_data" "independent" {
  input = "x"
}
`

// Commands that read nothing from Heroku need no credentials.
func TestSignIn_notNeeded(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		w := workspace(t, cli, independent+`
data "modulex_heroku_apps" "apps" {
  count = 0
}

resource "terraform_data" "imported" {}
`)
		w.Run(t, "import", "-input=false", "terraform_data.imported", "some-id")
		w.Run(t, "apply", "-input=false", "-auto-approve")
		w.Run(t, "destroy", "-input=false", "-auto-approve")
		if state := w.Run(t, "state", "list"); state != "" {
			t.Errorf("the state still has: %s", state)
		}
	})
}

// A test that overrides the data source needs neither credentials nor a mock provider.
func TestSignIn_notNeededIfOverridden(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		out := cli.Workspace(t, "testdata/overridden").Run(t, "test", "-no-color")
		if !strings.Contains(out, "1 passed, 0 failed") {
			t.Errorf("want one run that passes:\n%s", out)
		}
	})
}

// A saved plan can be applied without credentials.
func TestSignIn_notNeededToApplyAPlan(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		address := herokutest.Start(t, herokutest.New(herokutest.Apps(3)...))
		w := workspace(t, cli, independent+data("apps", "")+`
resource "terraform_data" "ids" {
  input = data.modulex_heroku_apps.apps.ids
}
`)
		t.Setenv("HEROKU_API_URL", address)
		t.Setenv("HEROKU_API_KEY", herokutest.Token)
		w.Run(t, "plan", "-input=false", "-out=plan")
		if err := os.Unsetenv("HEROKU_API_KEY"); err != nil {
			t.Fatal(err)
		}
		w.Run(t, "apply", "-input=false", "plan")
		if state := w.Run(t, "state", "list"); !strings.Contains(state, "terraform_data.ids") {
			t.Errorf("the plan was not applied: %s", state)
		}
	})
}

// created is a token that is known only after apply.
const created = `
resource "terraform_data" "token" {
  input = "` + herokutest.Token + `"
}

provider "modulex" {
  heroku {
    token = terraform_data.token.output
  }
}
`

// An unknown token is no error if the read, too, is deferred until the resource exists.
func TestSignIn_unknownWithDeferredRead(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		inventory := herokutest.Apps(3)
		w := workspace(t, cli, created+data("apps", "depends_on = [terraform_data.token]"),
			"HEROKU_API_URL="+herokutest.Start(t, herokutest.New(inventory...)), "HEROKU_API_KEY=of-another-account")
		w.Run(t, "plan", "-input=false", "-out=plan")
		w.Run(t, "apply", "-input=false", "plan")
		state := w.Run(t, "show", "-json")
		for _, app := range inventory {
			if !strings.Contains(state, app.ID) {
				t.Errorf("%s is not in the state", app.Name)
			}
		}
	})
}

// If Terraform reads, missing or unknown values fail the plan, and no request is sent.
func TestSignIn_needed(t *testing.T) {
	openToken := `
ephemeral "modulex_heroku_token" "this" {}
`
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"no credentials":                   {data("apps", ""), []string{"Error: No Heroku credentials", `on main.tf line`, `data "modulex_heroku_apps" "apps"`, "HEROKU_API_KEY"}},
		"no credentials for the token":     {openToken, []string{"Error: No Heroku credentials", `ephemeral "modulex_heroku_token" "this"`, "HEROKU_API_KEY"}},
		"unknown token":                    {created + data("apps", ""), []string{"Error: Unknown provider configuration", "heroku.token is not known until apply", "not fall back"}},
		"unknown token of another program": {created + openToken, []string{"Error: Unknown provider configuration", "heroku.token is not known until apply"}},
		"two unknown values": {strings.Replace(created, "heroku {", "heroku {\n    api_url = terraform_data.token.output", 1) + data("apps", ""), []string{
			"Error: Unknown provider configuration", "heroku.api_url is not known until apply",
			"Error: Unknown provider configuration", "heroku.token is not known until apply",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
				mock := herokutest.New(herokutest.Apps(3)...)
				env := []string{"HEROKU_API_URL=" + herokutest.Start(t, mock)}
				if strings.Contains(test.config, "terraform_data.token.output") {
					env = append(env, "HEROKU_API_KEY="+herokutest.Token)
				}
				_, message, err := workspace(t, cli, test.config, env...).Try(t, "plan", "-input=false", "-no-color")
				if err == nil || !inOrder(test.says).MatchString(message) {
					t.Errorf("got %v:\n%s", err, message)
				}
				if strings.Count(message, "Error: ") != strings.Count(strings.Join(test.says, " "), "Error: ") {
					t.Errorf("want exactly the errors %q:\n%s", test.says, message)
				}
				if got := len(mock.Requests()); got != 0 {
					t.Errorf("%d requests, want none", got)
				}
			})
		})
	}
}
