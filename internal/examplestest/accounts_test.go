package examplestest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// The inventory contains the apps of all teams.
func TestTeams(t *testing.T) {
	apps := herokutest.Apps(14)
	ids, teams := map[string]any{}, map[string]any{}
	for _, app := range apps {
		if app.Team != nil {
			ids[app.Name], teams[app.Name] = app.ID, app.Team.Name
		}
	}
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		w := example(t, cli, "teams", apps)
		w.Run(t, "apply", "-input=false", "-auto-approve", `-var=teams=["acme", "labs"]`)
		got := outputs(t, w)
		if fmt.Sprint(got["ids"]) != fmt.Sprint(ids) || fmt.Sprint(got["teams"]) != fmt.Sprint(teams) {
			t.Errorf("got %v, want the ids %v and the teams %v", got, ids, teams)
		}
		_, stderr, err := w.Try(t, "plan", "-input=false", "-no-color", `-var=teams=["acme", "unknown"]`)
		if err == nil {
			t.Error("the plan succeeds with an unknown team")
		}
		contains(t, stderr, "unknown")
	})
}

// Two teams with an app of the same name are an error.
func TestTeams_collision(t *testing.T) {
	apps := herokutest.Apps(7)
	apps[1].Name, apps[6].Name = "twice", "twice"
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		_, stderr, err := example(t, cli, "teams", apps).Try(t, "plan", "-input=false", "-no-color", `-var=teams=["acme", "labs"]`)
		if err == nil {
			t.Error("the plan succeeds with one of the two apps")
		}
		contains(t, stderr, "Duplicate object key")
	})
}

// Each account is listed with the token in its own credentials file, never with HEROKU_API_KEY.
func TestAccounts(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		mock := herokutest.New(named("api", "web")...)
		folder := t.TempDir()
		if err := os.Chmod(folder, 0o700); err != nil { //nolint:gosec // A folder.
			t.Fatal(err)
		}
		files := map[string]string{}
		for _, account := range []string{"acme", "labs"} {
			mock.Authorize(account+"-token", "read")
			files[account] = filepath.Join(folder, account+".json")
			credentials := fmt.Sprintf(`{"client_id": "id", "client_secret": "secret", "refresh_token": "%[1]s-refresh",
				"access_token": "%[1]s-token", "expires_at": "2100-01-01T00:00:00Z"}`, account)
			if err := os.WriteFile(files[account], []byte(credentials), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		w := cli.Workspace(t, filepath.Join(clitest.Root(t), "examples", "accounts"),
			"HEROKU_API_URL="+herokutest.Start(t, mock), "HEROKU_API_KEY="+herokutest.Token)
		w.Run(t, "apply", "-input=false", "-auto-approve",
			fmt.Sprintf("-var=credentials_files={acme = %q, labs = %q}", files["acme"], files["labs"]))
		var tokens []string
		for _, request := range mock.Requests() {
			tokens = append(tokens, request.Header.Get("Authorization"))
		}
		slices.Sort(tokens)
		if want := []string{"Bearer acme-token", "Bearer labs-token"}; !slices.Equal(tokens, want) {
			t.Errorf("got requests with %q, want %q", tokens, want)
		}
		if ids, _ := outputs(t, w)["ids"].(map[string]any); len(ids) != 2 {
			t.Errorf("got the accounts %v, want two", ids)
		}

		before := len(mock.Requests())
		_, stderr, err := w.Try(t, "plan", "-input=false", "-no-color",
			fmt.Sprintf("-var=credentials_files={acme = null, labs = %q}", files["labs"]))
		if err == nil {
			t.Error("the plan succeeds without the credentials file of acme")
		}
		contains(t, stderr, "Each account needs a credentials file.")
		for _, request := range mock.Requests()[before:] {
			if request.Header.Get("Authorization") == "Bearer "+herokutest.Token {
				t.Error("the token from HEROKU_API_KEY lists the apps of acme")
			}
		}
	})
}
