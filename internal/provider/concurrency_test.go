package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// Of 200 concurrent reads, each returns the apps of its own collection. The provider runs in this
// process, so the race detector covers it.
func TestHerokuApps_manyAtOnce(t *testing.T) {
	clitest.CleanEnv(t)
	inventory := herokutest.Apps(50)
	mock := herokutest.New(inventory...)
	mock.LargestPage(20)
	s := newSession(t)
	if found := s.configure(from(t, mock)); found != nil {
		t.Fatal(found)
	}
	all, team := results(inventory, len(inventory)), results(inTeam(inventory), len(inTeam(inventory)))
	var reads sync.WaitGroup
	for i := range 200 {
		arguments, expected := args{}, all
		if i%2 == 1 {
			arguments, expected = args{"team": "acme"}, team
		}
		reads.Go(func() {
			state, found := s.read(arguments)
			if diff := cmp.Diff(expected, pick(state, expected)); diff != "" || found != nil {
				t.Errorf("read %d: %s%s", i, found, diff)
			}
		})
	}
	reads.Wait()
}

// Two providers with different accounts never use each other's token or apps.
func TestCLI_twoAccounts(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		pool := herokutest.Apps(90)
		accounts := map[string][]herokutest.App{"first": pool[:50], "second": pool[50:]}
		mocks := map[string]*herokutest.Heroku{}
		config := requires
		for account, inventory := range accounts {
			mock := herokutest.New(inventory...)
			mock.LargestPage(20)
			mock.Authorize("token-of-the-"+account, "read")
			mocks[account] = mock
			config += fmt.Sprintf(`
provider "modulex" {
  alias = %[1]q
  heroku {
    token   = "token-of-the-%[1]s"
    api_url = %[2]q
  }
}
data "modulex_heroku_apps" %[1]q {
  provider = modulex.%[1]s
  count    = 100
  team     = count.index %% 2 == 0 ? null : "acme"
}
output %[1]q {
  value = data.modulex_heroku_apps.%[1]s[*].ids
}
`, account, herokutest.Start(t, mock))
		}
		source := t.TempDir()
		if err := os.WriteFile(filepath.Join(source, "main.tf"), []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
		workspace := cli.Workspace(t, source)
		workspace.Run(t, "apply", "-input=false", "-auto-approve", "-parallelism=200")
		for account, inventory := range accounts {
			var blocks []map[string]string
			if err := json.Unmarshal([]byte(workspace.Run(t, "output", "-json", account)), &blocks); err != nil {
				t.Fatal(err)
			}
			if len(blocks) != 100 {
				t.Errorf("%d blocks of the %s account, want 100", len(blocks), account)
			}
			for i, got := range blocks {
				expected, want := inventory, map[string]string{}
				if i%2 == 1 {
					expected = inTeam(inventory)
				}
				for _, app := range expected {
					want[app.Name] = app.ID
				}
				if !maps.Equal(got, want) {
					t.Errorf("block %d of the %s account has %d apps, want its own %d", i, account, len(got), len(want))
				}
			}
			if slices.ContainsFunc(mocks[account].Requests(), func(r herokutest.Request) bool {
				return r.Header.Get("Authorization") != "Bearer token-of-the-"+account
			}) {
				t.Errorf("the %s account received another account's token", account)
			}
		}
	})
}
