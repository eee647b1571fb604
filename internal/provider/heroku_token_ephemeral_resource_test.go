package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

// A second provider, here this one again, works with the token that the first has signed in with.
const handsOn = requires + `
ephemeral "modulex_heroku_token" "this" {}

provider "modulex" {
  alias  = "second"
  heroku { token = ephemeral.modulex_heroku_token.this.access_token }
}

data "modulex_heroku_apps" "apps" {
  provider = modulex.second
}
`

func TestHerokuToken_signsAnotherProviderIn(t *testing.T) {
	for name, signIn := range map[string]func(t *testing.T, a account){
		"refresh token": func(t *testing.T, a account) { a.refreshVariables(t) },
		"fixed token":   func(t *testing.T, a account) { t.Setenv("HEROKU_API_KEY", a.Allow("read").AccessToken) },
	} {
		t.Run(name, func(t *testing.T) {
			clitest.Each(t, func(t *testing.T, _ clitest.CLI) {
				a := newAccount(t)
				signIn(t, a)
				resource.UnitTest(t, resource.TestCase{
					ProtoV6ProviderFactories: factories,
					Steps: []resource.TestStep{{
						Config:            handsOn,
						ConfigStateChecks: exactly("data.modulex_heroku_apps.apps", a.apps, len(a.apps)),
					}},
				})
			})
		})
	}
}

func TestHerokuToken_isNotStored(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		a := newAccount(t)
		a.refreshVariables(t)
		workspace := cli.Workspace(t, "testdata/inventory")
		main := filepath.Join(workspace.Dir, "main.tf")
		if err := os.WriteFile(main, []byte(handsOn), 0o600); err != nil {
			t.Fatal(err)
		}
		workspace.Run(t, "plan", "-input=false", "-out=plan")
		plan := workspace.Run(t, "show", "-json", "plan")
		workspace.Run(t, "apply", "-input=false", "plan")
		state := read(t, filepath.Join(workspace.Dir, "terraform.tfstate"))
		var tokens int
		for _, request := range a.api.Requests() {
			token := strings.TrimPrefix(request.Header.Get("Authorization"), "Bearer ")
			if token != "" {
				tokens++
			}
			if strings.Contains(plan, token) || strings.Contains(state, token) {
				t.Error("the access token is in the plan or in the state")
			}
		}
		if tokens == 0 {
			t.Error("no request had a token")
		}
	})
}

func TestHerokuToken_refused(t *testing.T) {
	clitest.Each(t, func(t *testing.T, _ clitest.CLI) {
		a := newAccount(t)
		a.refreshVariables(t)
		a.Revoke()
		resource.UnitTest(t, resource.TestCase{
			ProtoV6ProviderFactories: factories,
			Steps: []resource.TestStep{{
				Config:      handsOn,
				ExpectError: inOrder([]string{"Error: Signing in to Heroku failed", "401 Unauthorized"}),
			}},
		})
	})
}
