package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

// passesToken passes the token of this provider to a second one, here another instance of it.
const passesToken = requires + `
ephemeral "modulex_heroku_token" "this" {}

provider "modulex" {
  alias  = "second"
  heroku { token = ephemeral.modulex_heroku_token.this.access_token }
}

data "modulex_heroku_apps" "apps" {
  provider = modulex.second
}
`

// The ephemeral resource returns the token that the provider sends in its own requests.
func TestHerokuToken_open(t *testing.T) {
	for name, test := range map[string]struct {
		signIn  func(t *testing.T, a account)
		expires bool
	}{
		"refresh token": {func(t *testing.T, a account) { a.refreshVariables(t) }, true},
		"fixed token":   {func(t *testing.T, a account) { t.Setenv("HEROKU_API_KEY", a.Allow("read").AccessToken) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			clitest.CleanEnv(t)
			a := newAccount(t)
			test.signIn(t, a)
			s := newSession(t)
			if found := s.configure(nil); found != nil {
				t.Fatal(found)
			}
			result, found := s.open()
			if found != nil || (result["expires_at"] != nil) != test.expires {
				t.Fatalf("got %v: %s", result, found)
			}
			if _, found := s.read(args{}); found != nil {
				t.Fatal(found)
			}
			if got, want := a.api.Requests()[0].Header.Get("Authorization"), fmt.Sprint("Bearer ", result["access_token"]); got != want {
				t.Errorf("the request had %q, want %q", got, want)
			}
		})
	}
}

func TestHerokuToken_revoked(t *testing.T) {
	clitest.CleanEnv(t)
	a := newAccount(t)
	a.refreshVariables(t)
	a.Revoke()
	s := newSession(t)
	if found := s.configure(nil); found != nil {
		t.Fatal(found)
	}
	_, found := s.open()
	found.expect(t, "Error: Signing in to Heroku failed", "401 Unauthorized")
}

// Another provider can use the token. Neither plan nor state contains it.
func TestHerokuToken_isNotStored(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		a := newAccount(t)
		a.refreshVariables(t)
		workspace := cli.Workspace(t, "testdata/inventory")
		main := filepath.Join(workspace.Dir, "main.tf")
		if err := os.WriteFile(main, []byte(passesToken), 0o600); err != nil {
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
		if tokens == 0 || !strings.Contains(state, a.apps[0].ID) {
			t.Error("the other provider listed nothing")
		}
	})
}
