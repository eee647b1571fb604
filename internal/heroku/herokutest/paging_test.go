package herokutest_test

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

var equateEmpty = cmpopts.EquateEmpty()

// follow lists path page by page, starting with the range first.
func follow(t *testing.T, base, path, first string) (elements []element, pages int) {
	t.Helper()
	for next := first; ; {
		a := get(t, base, path, with("Range", next))
		elements = append(elements, decode[[]element](t, a)...)
		pages++
		next = a.header.Get("Next-Range")
		if (next != "") != (a.status == http.StatusPartialContent) {
			t.Fatalf("status %d with Next-Range %q", a.status, next)
		}
		if next == "" {
			return elements, pages
		}
	}
}

// sorted returns the elements of a complete listing of apps, in order.
func sorted(apps []herokutest.App, field, order string) []element {
	elements := make([]element, len(apps))
	for i, app := range apps {
		elements[i] = element{ID: app.ID, Name: app.Name, UpdatedAt: app.UpdatedAt}
	}
	key := func(e element) string {
		if field == "name" {
			// In the order of a locale, hyphens count last. The names here differ in letters.
			return strings.ReplaceAll(e.Name, "-", "")
		}
		return e.value(field)
	}
	slices.SortFunc(elements, func(a, b element) int { return cmp.Compare(key(a), key(b)) })
	if order == "desc" {
		slices.Reverse(elements)
	}
	return elements
}

func TestPaging(t *testing.T) {
	for _, n := range []int{0, 1, 200, 201, 1000, 1001, 2345} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			apps := herokutest.Apps(n)
			base := herokutest.Start(t, herokutest.New(apps...))
			for _, field := range []string{"id", "name", "updated_at"} {
				for _, order := range []string{"asc", "desc"} {
					first := fmt.Sprintf("%s ..; max=1000, order=%s", field, order)
					got, pages := follow(t, base, "/apps", first)
					if diff := gocmp.Diff(sorted(apps, field, order), got, equateEmpty); diff != "" {
						t.Errorf("%s (-want +got):\n%s", first, diff)
					}
					if want := max(1, (n+999)/1000); pages != want {
						t.Errorf("%s: %d pages, want %d", first, pages, want)
					}
				}
			}
			got, pages := follow(t, base, "/apps", "")
			if diff := gocmp.Diff(sorted(apps, "name", "asc"), got, equateEmpty); diff != "" {
				t.Errorf("without a Range (-want +got):\n%s", diff)
			}
			if want := max(1, (n+199)/200); pages != want {
				t.Errorf("without a Range: %d pages, want %d", pages, want)
			}
		})
	}
}

func TestPersonalApps(t *testing.T) {
	apps := herokutest.Apps(500)
	base := herokutest.Start(t, herokutest.New(apps...))
	personal := slices.DeleteFunc(apps, func(a herokutest.App) bool { return a.Team != nil })
	for _, path := range []string{"/users/~/apps", "/users/" + herokutest.Email + "/apps"} {
		got, _ := follow(t, base, path, "")
		if diff := gocmp.Diff(sorted(personal, "name", "asc"), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

func TestTeamApps(t *testing.T) {
	apps := herokutest.Apps(1500)
	h := herokutest.New(apps...)
	h.AddTeam("empty")
	base := herokutest.Start(t, h)
	if diff := gocmp.Diff([]string{"acme", "empty", "labs"}, h.Teams()); diff != "" {
		t.Fatalf("Teams (-want +got):\n%s", diff)
	}
	teams := decode[[]element](t, get(t, base, "/teams"))
	if len(teams) != 3 {
		t.Fatalf("GET /teams: %v, want three", teams)
	}
	for _, team := range teams {
		members := slices.DeleteFunc(slices.Clone(apps), func(a herokutest.App) bool {
			return a.Team == nil || a.Team.Name != team.Name
		})
		for _, identity := range []string{team.Name, team.ID} {
			got, _ := follow(t, base, "/teams/"+identity+"/apps", "name ..; max=100")
			if diff := gocmp.Diff(sorted(members, "name", "asc"), got, equateEmpty); diff != "" {
				t.Errorf("%s (-want +got):\n%s", identity, diff)
			}
			if got := decode[element](t, get(t, base, "/teams/"+identity)); got != team {
				t.Errorf("GET /teams/%s = %v, want %v", identity, got, team)
			}
		}
	}
}

// TestChangeBetweenPages removes an app from the first page and adds one after the last. Ranges
// name values, so the second page skips no app.
func TestChangeBetweenPages(t *testing.T) {
	apps := letters()
	h := herokutest.New(apps[:4]...)
	base := herokutest.Start(t, h)
	first := get(t, base, "/apps", with("Range", "name ..; max=2"))
	h.SetApps(apps[1:])
	second := get(t, base, "/apps", with("Range", first.header.Get("Next-Range")))

	var names []string
	for _, e := range decode[[]element](t, second) {
		names = append(names, e.Name)
	}
	if got, want := strings.Join(names, " "), "cc dd"; got != want {
		t.Errorf("second page: %s, want %s", got, want)
	}
	if got, want := second.header.Get("Next-Range"), "name ]dd..; max=2"; got != want {
		t.Errorf("Next-Range = %q, want %q", got, want)
	}
}

func TestApps(t *testing.T) {
	apps := herokutest.Apps(300)
	if diff := gocmp.Diff(apps[:120], herokutest.Apps(120)); diff != "" {
		t.Errorf("Apps(120) is not the start of Apps(300):\n%s", diff)
	}
	byID, byName, byUpdate := sorted(apps, "id", ""), sorted(apps, "name", ""), sorted(apps, "updated_at", "")
	for i := range apps[1:] {
		if byID[i].ID == byID[i+1].ID || byName[i].Name == byName[i+1].Name || byUpdate[i].UpdatedAt == byUpdate[i+1].UpdatedAt {
			t.Fatalf("apps share an id, a name or a time of update: %v, %v, %v", byID[i], byName[i], byUpdate[i])
		}
	}
	if slices.Equal(byID, byName) || slices.Equal(byName, byUpdate) || slices.Equal(byID, byUpdate) {
		t.Error("two orders are the same")
	}

	for name, want := range map[string]func(herokutest.App) bool{
		"null web_url":        func(a herokutest.App) bool { return a.WebURL == nil },
		"never released":      func(a herokutest.App) bool { return a.ReleasedAt == nil },
		"internal routing":    func(a herokutest.App) bool { return a.InternalRouting != nil && *a.InternalRouting },
		"no internal routing": func(a herokutest.App) bool { return a.InternalRouting != nil && !*a.InternalRouting },
		"another build stack": func(a herokutest.App) bool { return a.Stack != a.BuildStack },
		"Fir":                 func(a herokutest.App) bool { return a.Generation.Name == "fir" && a.Stack.Name == "cnb" },
		"shield space":        func(a herokutest.App) bool { return a.Space != nil && a.Space.Shield },
		"collaborated":        func(a herokutest.App) bool { return a.Team == nil && a.Owner.Email != herokutest.Email },
		"owned":               func(a herokutest.App) bool { return a.Team == nil && a.Owner.Email == herokutest.Email },
		"owned by a team":     func(a herokutest.App) bool { return a.Team != nil && a.Owner.Email != herokutest.Email },
		"owned by a member":   func(a herokutest.App) bool { return a.Team != nil && a.Owner.Email == herokutest.Email },
		"maintenance":         func(a herokutest.App) bool { return a.Maintenance },
		"public region":       func(a herokutest.App) bool { return a.Space == nil && a.Region.Name == "us" },
		"heroku-22":           func(a herokutest.App) bool { return a.Stack.Name == "heroku-22" },
		"heroku-24":           func(a herokutest.App) bool { return a.Stack.Name == "heroku-24" },
		"heroku-26":           func(a herokutest.App) bool { return a.Stack.Name == "heroku-26" },
		"container":           func(a herokutest.App) bool { return a.Stack.Name == "container" },
	} {
		if !slices.ContainsFunc(apps, want) {
			t.Errorf("no app: %s", name)
		}
	}

	last := time.Date(2026, 11, 24, 23, 59, 59, 0, time.UTC)
	for i, a := range apps {
		parse := func(value string) time.Time {
			parsed, err := time.Parse(time.RFC3339, value)
			if err != nil {
				t.Error(err)
			}
			return parsed
		}
		created, updated := parse(a.CreatedAt), parse(a.UpdatedAt)
		released := created
		if a.ReleasedAt != nil {
			released = parse(*a.ReleasedAt)
		}
		if created.After(released) || released.After(updated) || updated.After(last) || i == 0 && updated != last {
			t.Errorf("%s was created %s, released %s and updated %s", a.Name, created, released, updated)
		}
		if a.WebURL != nil && *a.WebURL != "https://"+a.Name+"-"+a.ID[24:]+".herokuapp.com/" || a.ArchivedAt != nil {
			t.Errorf("%s has the web_url %s and the archived_at %v", a.Name, *a.WebURL, a.ArchivedAt)
		}
	}
}

func TestAppsUntil(t *testing.T) {
	day := time.Date(2027, 3, 1, 15, 4, 5, 0, time.UTC)
	if got := herokutest.AppsUntil(day, 1)[0].UpdatedAt; got != "2027-02-28T23:59:59Z" {
		t.Errorf("the first app was updated at %s", got)
	}
}

func TestNamed(t *testing.T) {
	app := herokutest.Apps(1)[0].Named("api")
	if got, want := *app.WebURL, "https://api-"+app.ID[24:]+".herokuapp.com/"; got != want || app.Name != "api" || app.GitURL != "https://git.heroku.com/api.git" {
		t.Errorf("%s at %s and %s, want %s", app.Name, got, app.GitURL, want)
	}
}

// TestNameOrder checks the order of names in a recorded list.
func TestNameOrder(t *testing.T) {
	var apps []herokutest.App
	for i, name := range []string{"dev-plus", "developer", "devplus", "dev-b", "dev1"} {
		apps = append(apps, herokutest.Apps(5)[i].Named(name))
	}
	base := herokutest.Start(t, herokutest.New(apps...))
	listed, _ := follow(t, base, "/apps", "name ..; max=2")
	var names []string
	for _, app := range listed {
		names = append(names, app.Name)
	}
	if got, want := strings.Join(names, " "), "dev1 dev-b developer dev-plus devplus"; got != want {
		t.Errorf("names = %s, want %s", got, want)
	}
}

// TestTeamApp checks that an app in a team's list has the same attributes as in the other lists,
// and three more.
func TestTeamApp(t *testing.T) {
	base := herokutest.Start(t, herokutest.New(herokutest.Apps(200)...))
	apps := make(map[any]map[string]any)
	for _, app := range decode[[]map[string]any](t, get(t, base, "/apps")) {
		apps[app["id"]] = app
	}
	for _, teamApp := range decode[[]map[string]any](t, get(t, base, "/teams/acme/apps")) {
		for _, key := range []string{"joined", "legacy_id", "locked"} {
			if teamApp[key] == nil {
				t.Errorf("%s has no %s", teamApp["name"], key)
			}
			delete(teamApp, key)
		}
		if diff := gocmp.Diff(apps[teamApp["id"]], teamApp); diff != "" {
			t.Errorf("%s (-apps +team's apps):\n%s", teamApp["name"], diff)
		}
	}
}

// BenchmarkNew creates a mock with 100,000 apps.
func BenchmarkNew(b *testing.B) {
	apps := herokutest.Apps(100_000)
	for b.Loop() {
		herokutest.New(apps...)
	}
}

// BenchmarkPage requests a full page from an inventory of 100,000 apps.
func BenchmarkPage(b *testing.B) {
	base := herokutest.Start(b, herokutest.New(herokutest.Apps(100_000)...))
	for b.Loop() {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, base+"/apps", http.NoBody)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Accept", accept)
		req.Header.Set("Authorization", "Bearer "+herokutest.Token)
		req.Header.Set("Range", "name ]m..; max=1000")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			b.Error(err)
		}
		if err := resp.Body.Close(); err != nil {
			b.Error(err)
		}
	}
}
