package heroku_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// want returns the listing of the mock's apps that satisfy the condition, by id.
func want(apps []herokutest.App, inScope func(herokutest.App) bool) []heroku.App {
	list := []heroku.App{}
	for _, app := range apps {
		if !inScope(app) {
			continue
		}
		summary := heroku.App{
			ID: app.ID, Name: app.Name, WebURL: app.WebURL, Region: &app.Region.Name, Stack: &app.Stack.Name,
			CreatedAt: &app.CreatedAt, UpdatedAt: &app.UpdatedAt,
		}
		if app.Space != nil {
			summary.Space = &app.Space.Name
		}
		list = append(list, summary)
	}
	slices.SortFunc(list, func(a, b heroku.App) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

func every(herokutest.App) bool { return true }

func TestApps_everyAppOnce(t *testing.T) {
	for _, test := range []struct{ apps, requests int }{
		{0, 1}, {1, 1}, {200, 1}, {201, 1}, {1000, 1}, {1001, 2}, {2345, 3},
	} {
		t.Run(fmt.Sprintf("%d apps", test.apps), func(t *testing.T) {
			apps := herokutest.Apps(test.apps)
			mock := herokutest.New(apps...)
			got, err := mockClient(t, mock).Apps(t.Context(), heroku.AllApps)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(want(apps, every), append([]heroku.App{}, got...)); diff != "" {
				t.Errorf("the listing differs (-want +got):\n%s", diff)
			}
			if got := len(mock.Requests()); got != test.requests {
				t.Errorf("%d requests, want %d", got, test.requests)
			}
		})
	}
}

func TestApps_scopes(t *testing.T) {
	apps := herokutest.Apps(700)
	inTeam := func(team string) func(herokutest.App) bool {
		return func(app herokutest.App) bool { return app.Team != nil && app.Team.Name == team }
	}
	var teamID string
	for _, app := range apps {
		if inTeam("acme")(app) {
			teamID = app.Team.ID
		}
	}
	for name, test := range map[string]struct {
		scope   heroku.Collection
		inScope func(herokutest.App) bool
	}{
		"all":          {heroku.AllApps, every},
		"personal":     {heroku.PersonalApps, func(app herokutest.App) bool { return app.Team == nil }},
		"team by name": {heroku.TeamApps("acme"), inTeam("acme")},
		"team by id":   {heroku.TeamApps(teamID), inTeam("acme")},
		"empty team":   {heroku.TeamApps("empty"), inTeam("empty")},
	} {
		t.Run(name, func(t *testing.T) {
			mock := herokutest.New(apps...)
			mock.AddTeam("empty")
			got, err := mockClient(t, mock).Apps(t.Context(), test.scope)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(want(apps, test.inScope), append([]heroku.App{}, got...)); diff != "" {
				t.Errorf("the listing differs (-want +got):\n%s", diff)
			}
		})
	}
}

// The path of a team's apps must not leave /teams, whatever the team's name.
func TestApps_notATeam(t *testing.T) {
	address, _ := script(t) // Must not receive a request.
	for _, team := range []string{"", ".", ".."} {
		if apps, err := newClient(t, address).Apps(t.Context(), heroku.TeamApps(team)); err == nil {
			t.Errorf("team %q: got %d apps, want an error", team, len(apps))
		}
	}
}

func TestApps_teamThatRefusesIDRanges(t *testing.T) {
	apps := herokutest.Apps(2000)
	mock := herokutest.New(apps...)
	mock.TeamRanges("name")
	got, err := mockClient(t, mock).Apps(t.Context(), heroku.TeamApps("acme"))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(got, func(a, b heroku.App) int { return cmp.Compare(a.ID, b.ID) })
	inTeam := func(app herokutest.App) bool { return app.Team != nil && app.Team.Name == "acme" }
	if diff := gocmp.Diff(want(apps, inTeam), got); diff != "" {
		t.Errorf("the listing differs (-want +got):\n%s", diff)
	}
	requests := mock.Requests()
	if len(requests) < 3 || requests[0].Status != 416 || requests[1].Header.Get("Range") != "" || requests[1].Status != 206 {
		t.Errorf("unexpected requests: %+v", requests)
	}
}

func TestApps_values(t *testing.T) {
	str := func(value string) *string { return &value }
	for name, test := range map[string]struct {
		body string
		want heroku.App
	}{
		"all values": {
			`{"id":"1","name":"api","web_url":"https://api.herokuapp.com/","region":{"id":"r","name":"eu"},
			  "stack":{"id":"s","name":"heroku-24"},"build_stack":{"name":"heroku-26"},"space":{"name":"prod"},
			  "created_at":"2012-01-01T12:00:00Z","updated_at":"2013-01-01T12:00:00Z"}`,
			heroku.App{
				ID: "1", Name: "api", WebURL: str("https://api.herokuapp.com/"), Region: str("eu"), Stack: str("heroku-24"),
				Space: str("prod"), CreatedAt: str("2012-01-01T12:00:00Z"), UpdatedAt: str("2013-01-01T12:00:00Z"),
			},
		},
		"only id and name": {`{"id":"1","name":"api"}`, heroku.App{ID: "1", Name: "api"}},
		"nulls": {
			`{"id":"1","name":"api","web_url":null,"region":null,"stack":{"name":null},"space":null,"created_at":null,"updated_at":null}`,
			heroku.App{ID: "1", Name: "api"},
		},
		"empty is not null": {`{"id":"1","name":"api","web_url":""}`, heroku.App{ID: "1", Name: "api", WebURL: str("")}},
		"unknown keys":      {`{"id":"1","name":"api","ID":"2","generation":"fir","x":[{"id":3}]}`, heroku.App{ID: "1", Name: "api"}},
	} {
		t.Run(name, func(t *testing.T) {
			address, _ := script(t, response{status: 200, body: "\n[" + test.body + "]\n"})
			got, err := newClient(t, address).Apps(t.Context(), heroku.AllApps)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff([]heroku.App{test.want}, got); diff != "" {
				t.Errorf("the app differs (-want +got):\n%s", diff)
			}
		})
	}
}

func mockClient(t *testing.T, mock *herokutest.Heroku) *heroku.Client {
	t.Helper()
	mock.Authorize(token, "read")
	return newClient(t, herokutest.Start(t, mock))
}
