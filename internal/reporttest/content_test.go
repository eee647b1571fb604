package reporttest

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

func reportNoApps(t *testing.T, chromium context.Context) {
	b := open(t, chromium, report(t, nil, "title=Acme & <Sons>"))
	b.want("h1", "Acme & <Sons>")
	b.want("title")
	b.want(".empty", "This account has no apps.")
	b.want("table, button, .skip")
	b.wantAccessible()
}

func reportNoAppsMatch(t *testing.T, chromium context.Context) {
	apps := herokutest.Apps(1200)
	html := same(t, func(t *testing.T, cli clitest.CLI) string {
		w := workspace(t, cli, apps)
		file := filepath.Join(w.Dir, "main.tf")
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		filtered := strings.Replace(string(content), "team = var.team\n", "name_regex = \"^none$\"\n", 1)
		if err := os.WriteFile(file, []byte(filtered), 0o600); err != nil {
			t.Fatal(err)
		}
		return apply(t, w)
	})
	b := open(t, chromium, html)
	b.want(".empty", "No apps match the filters of the data source. This account has 1,200.")
}

func reportTeam(t *testing.T, chromium context.Context) {
	apps := herokutest.Apps(21)
	var team string
	var want []string
	for _, app := range apps {
		if app.Team != nil && (team == "" || app.Team.Name == team) {
			team = app.Team.Name
			want = append(want, app.Name)
		}
	}
	slices.Sort(want)
	b := open(t, chromium, report(t, apps, "team="+team))
	b.want("h1", "Heroku apps of the team "+team)
	b.want("tbody th", want...)
}

// The report shows the time of the plan, or the time in the variable read_at, if it is set.
func TestReport_readAt(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		w := workspace(t, cli, herokutest.Apps(3))
		apply(t, w)
		w.Run(t, "plan", "-input=false", "-detailed-exitcode", "-var=read_at="+readAt) // Fails if anything changes.
		if _, _, err := w.Try(t, "plan", "-input=false", "-detailed-exitcode"); err == nil {
			t.Error("the plan has no changes although its time has changed")
		}
		for _, wrong := range []string{"yesterday", "2025-03-01", "2025-03-01T12:00:00+01:00"} {
			_, stderr, err := w.Try(t, "plan", "-input=false", "-var=read_at="+wrong)
			if err == nil || !strings.Contains(stderr, "The time must be in UTC") {
				t.Errorf("%s: %v\n%s", wrong, err, stderr)
			}
		}
	})
}

// three returns apps on three stacks: one has ended, one ends soon, and one is supported for years.
func three() []herokutest.App {
	apps := herokutest.Apps(3)
	for i, name := range []string{"web-10", "web-9", "api"} {
		apps[i].Name = name
	}
	apps[0].WebURL = nil
	apps[0].Stack.Name, apps[1].Stack.Name, apps[2].Stack.Name = "heroku-18", "heroku-20", "heroku-24"
	apps[0].UpdatedAt, apps[1].UpdatedAt, apps[2].UpdatedAt = "2025-02-20T01:02:03Z", "2019-01-01T00:00:00Z", "2024-06-01T00:00:00Z"
	return apps
}

func reportValues(b browser) {
	apps := three()
	b.want("h1", "Heroku apps")
	b.want("header p", "Read on March 1, 2025 at 12:00 UTC. Ages count from then.")
	b.want(".numbers li", "3apps", "1stack has ended", "1stack ends within 180 days", "1not updated for a year")
	b.want("[data-by=region] span", "us", "eu")
	b.want("[data-by=region] data", "2", "1")
	b.want("[data-by=stack] span", "heroku-18", "heroku-20", "heroku-24")
	b.want("[data-by=stack] small", "ended Apr 2023", "until Apr 2025", "until Apr 2029")
	b.want("[data-by=age] span", "under a month", "1 to 3 months", "3 to 6 months", "6 to 12 months", "1 to 2 years", "2 to 5 years", "over 5 years")
	b.want("[data-by=age] data", "1", "0", "0", "1", "0", "0", "1")

	b.want("tbody th", "api", "web-9", "web-10")
	b.want("tbody td:nth-child(4)", "heroku-24", "heroku-20 61 days left", "heroku-18 ended")
	b.want("tbody .unknown", "none")
	b.wantAttr("tbody th a", "href",
		"https://dashboard.heroku.com/apps/api", "https://dashboard.heroku.com/apps/web-9", "https://dashboard.heroku.com/apps/web-10")
	b.wantAttr("tbody td a", "href", *apps[2].WebURL, *apps[1].WebURL)
	b.wantAttr("tbody td a", "title", *apps[2].WebURL, *apps[1].WebURL)
	b.wantAttr("tbody td:nth-child(6) time", "title", "2024-06-01 00:00:00 UTC", "2019-01-01 00:00:00 UTC", "2025-02-20 01:02:03 UTC")
	b.wantAttr("tbody td:nth-child(7)", "title", apps[2].ID, apps[1].ID, apps[0].ID)
	for text, word := range map[string]string{"the report": "null", "a cell": "undefined"} {
		if strings.Contains(strings.Join(b.texts("main"), ""), word) {
			b.Errorf("%s says %s", text, word)
		}
	}
	b.wantAccessible()
}

func reportManyApps(t *testing.T, chromium context.Context) {
	apps := herokutest.Apps(2000)
	html := report(t, apps)
	if len(html) > 3_000_000/5 {
		t.Errorf("2,000 apps take %d bytes, so 10,000 take over 3 MB", len(html))
	}
	b := open(t, chromium, html)
	names := make([]string, len(apps))
	counts := map[string]map[string]int{"region": {}, "stack": {}}
	for i, app := range apps {
		names[i] = app.Name
		counts["region"][app.Region.Name]++
		counts["stack"][app.Stack.Name]++
	}
	slices.Sort(names)
	for by, want := range counts {
		got, values := map[string]int{}, b.texts("[data-by="+by+"] span")
		for i, count := range b.texts("[data-by=" + by + "] data") {
			got[values[i]], _ = strconv.Atoi(count)
		}
		if !maps.Equal(got, want) {
			t.Errorf("apps by %s: got %v, want %v", by, got, want)
		}
	}
	if got := b.texts(".numbers li"); got[0] != "2,000apps" {
		t.Errorf("the number of apps: %q", got)
	}

	// The pages of the table.
	b.want("tbody th", names[:100]...)
	b.want("nav span", "1 to 100 of 2,000")
	b.press("nav", "Next")
	b.want("tbody th", names[100:200]...)
	b.wantFragment("#page=2")
	if got := eval[string](b, "document.activeElement.id"); got != "apps" {
		t.Errorf("the focus is on %q, want the list of apps", got)
	}
	b.press("nav", "Previous")
	b.want("tbody th", names[:100]...)
	eval[string](b, `location.hash = "page=20"`)
	b.wait(`document.querySelector("nav span").textContent.startsWith("1,901")`)
	b.want("tbody th", names[1900:]...)

	b.search(apps[1234].ID)
	b.want("tbody th", apps[1234].Name)
	b.want("[role=status]", "1 of 2,000 apps")
	b.want("nav")
	b.search("")

	for _, width := range []int64{320, 390, 961, 1024, 1025, 1190, 1366, 1920} {
		b.wantFit(width)
	}
	b.wantAccessible()
}

// Without JavaScript, the report has the totals, the charts of stacks and regions, and every app.
func reportWithoutScript(b browser) {
	apps := three()
	b.want(".numbers li", "3apps")
	b.want("[data-by=stack] small", "ended Apr 2023", "until Apr 2025", "until Apr 2029")
	b.want("tbody th", "api", "web-10", "web-9")
	b.want("tbody td:nth-child(7)", apps[2].ID, apps[0].ID, apps[1].ID)
	b.want("button, input, nav")
}
