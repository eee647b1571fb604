package herokutest_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	heroku "github.com/heroku/heroku-go/v6"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// nextRange records the last Next-Range, which heroku-go does not expose.
type nextRange struct{ value string }

func (n *nextRange) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err == nil {
		n.value = resp.Header.Get("Next-Range")
	}
	return resp, err
}

// newService returns Heroku's Go client for the mock at base.
func newService(base string, transport *heroku.Transport) (*heroku.Service, *nextRange) {
	next := &nextRange{}
	transport.Transport = next
	service := heroku.NewService(&http.Client{Transport: transport})
	service.URL = base
	return service, next
}

// all lists all pages, following Next-Range.
func all[T any](t *testing.T, next *nextRange, list func(*heroku.ListRange) ([]T, error)) []T {
	t.Helper()
	var got []T
	for r := (&heroku.ListRange{Field: "id", Max: 200}); r != nil; {
		page, err := list(r)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, page...)
		r = nil
		if next.value != "" {
			bounds, _, _ := strings.Cut(next.value, ";")
			first := strings.TrimSuffix(strings.TrimPrefix(bounds, "id "), "..")
			r = &heroku.ListRange{Field: "id", Max: 200, FirstID: first}
		}
	}
	return got
}

// byID encodes resources and indexes them by id.
func byID[T any](t *testing.T, resources []T, id func(T) string) map[string]map[string]any {
	t.Helper()
	index := make(map[string]map[string]any)
	for _, r := range resources {
		encoded, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		index[id(r)] = decode[map[string]any](t, response{body: encoded})
	}
	return index
}

// known returns value without the attributes that read lacks.
func known(value, read any) any {
	attributes, ok := value.(map[string]any)
	readAttributes, isRead := read.(map[string]any)
	if !ok || !isRead {
		return value
	}
	kept := make(map[string]any)
	for key, attribute := range attributes {
		if readAttribute, ok := readAttributes[key]; ok {
			kept[key] = known(attribute, readAttribute)
		}
	}
	return kept
}

// TestHerokuGo reads the mock with Heroku's Go client. Encoded again, the result must have the
// attributes of the inventory.
func TestHerokuGo(t *testing.T) {
	apps := herokutest.Apps(1001)
	base := herokutest.Start(t, herokutest.New(apps...))
	service, next := newService(base, &heroku.Transport{BearerToken: herokutest.Token})
	ctx := t.Context()
	appID := func(a herokutest.App) string { return a.ID }
	clientAppID := func(a heroku.App) string { return a.ID }

	t.Run("apps", func(t *testing.T) {
		got := all(t, next, func(r *heroku.ListRange) ([]heroku.App, error) {
			return service.AppList(ctx, r)
		})
		if len(got) != len(apps) {
			t.Errorf("%d apps, want %d", len(got), len(apps))
		}
		if diff := cmp.Diff(byID(t, apps, appID), byID(t, got, clientAppID)); diff != "" {
			t.Errorf("apps (-mock +client):\n%s", diff)
		}
	})

	t.Run("personal apps", func(t *testing.T) {
		got := all(t, next, func(r *heroku.ListRange) ([]heroku.App, error) {
			return service.AppListOwnedAndCollaborated(ctx, "~", r)
		})
		want := slices.DeleteFunc(slices.Clone(apps), func(a herokutest.App) bool { return a.Team != nil })
		if diff := cmp.Diff(byID(t, want, appID), byID(t, got, clientAppID)); diff != "" {
			t.Errorf("apps (-mock +client):\n%s", diff)
		}
	})

	t.Run("team apps", func(t *testing.T) {
		got := all(t, next, func(r *heroku.ListRange) ([]heroku.TeamApp, error) {
			return service.TeamAppListByTeam(ctx, "acme", r)
		})
		sent := decode[[]map[string]any](t, get(t, base, "/teams/acme/apps", with("Range", "id ..; max=1000"))) //nolint:contextcheck // get uses the test's context.
		gotByID := byID(t, got, func(a heroku.TeamApp) string { return a.ID })
		wantByID := make(map[string]map[string]any)
		for _, app := range sent {
			id, _ := app["id"].(string)
			// Like Heroku, the mock sends attributes that the client does not know.
			wantByID[id], _ = known(app, gotByID[id]).(map[string]any)
		}
		if diff := cmp.Diff(wantByID, gotByID); diff != "" {
			t.Errorf("apps (-mock +client):\n%s", diff)
		}
	})

	t.Run("everything else", func(t *testing.T) {
		account, err := service.AccountInfo(ctx)
		if err != nil || account.Email != herokutest.Email {
			t.Errorf("AccountInfo = %v, %v", account, err)
		}
		teams, err := service.TeamList(ctx, nil)
		if err != nil || len(teams) != 2 {
			t.Errorf("TeamList = %v, %v, want two", teams, err)
		}
		team, err := service.TeamInfo(ctx, "acme")
		if err != nil || team.Name != "acme" {
			t.Errorf("TeamInfo = %v, %v", team, err)
		}
		limit, err := service.RateLimitInfo(ctx)
		if err != nil || limit.Remaining <= 0 || limit.Remaining >= 4500 {
			t.Errorf("RateLimitInfo = %v, %v", limit, err)
		}
	})
}

func TestHerokuGoDescending(t *testing.T) {
	apps := herokutest.Apps(30)
	base := herokutest.Start(t, herokutest.New(apps...))
	service, _ := newService(base, &heroku.Transport{BearerToken: herokutest.Token})
	got, err := service.AppList(t.Context(), &heroku.ListRange{Field: "name", Max: 1000, Descending: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range sorted(apps, "name", "desc") {
		if got[i].ID != want.ID {
			t.Fatalf("app %d is %s, want %s", i, got[i].Name, want.Name)
		}
	}
}

// TestHerokuGoBasic authenticates as the Terraform provider for Heroku does.
func TestHerokuGoBasic(t *testing.T) {
	base := herokutest.Start(t, herokutest.New(herokutest.Apps(1)...))
	for password, wantErr := range map[string]bool{herokutest.Token: false, "wrong": true} {
		service, _ := newService(base, &heroku.Transport{Username: herokutest.Email, Password: password})
		if _, err := service.AppList(t.Context(), nil); (err != nil) != wantErr {
			t.Errorf("password %q: %v", password, err)
		}
	}
}

func TestHerokuGoError(t *testing.T) {
	h := herokutest.New()
	h.SetRemaining(0)
	service, _ := newService(herokutest.Start(t, h), &heroku.Transport{BearerToken: herokutest.Token})
	_, err := service.AppList(t.Context(), nil)
	var got heroku.Error
	if !errors.As(err, &got) || got.StatusCode != http.StatusTooManyRequests || got.ID != "rate_limit" || got.URL == "" {
		t.Errorf("AppList: %#v, want rate_limit with a URL", err)
	}
}
