// Package reporttest opens the report of examples/inventory-report in a real browser.
package reporttest

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/modulex/terraform-provider-modulex/internal/browsertest"
	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// readAt is the time that the reports show.
const readAt = "2025-03-01T12:00:00Z"

func TestMain(m *testing.M) {
	flag.Parse()
	clitest.Main(m)
}

// All cases share one browser, each in its own tab. What a page shows depends on its HTML, so a
// browser opens the report of one CLI: [same] checks that the others create the same HTML.
func TestReport_inBrowser(t *testing.T) {
	chromium, _ := browsertest.Open(t)
	for name, test := range map[string]func(*testing.T, context.Context){
		"noApps":        reportNoApps,
		"noAppsMatch":   reportNoAppsMatch,
		"team":          reportTeam,
		"threeApps":     reportThreeApps,
		"manyApps":      reportManyApps,
		"hostileValues": reportHostileValues,
		"download":      reportDownload,
		"print":         reportPrint,
	} {
		t.Run(name, func(t *testing.T) { test(t, chromium) })
	}
}

// All cases share one report.
func reportThreeApps(t *testing.T, chromium context.Context) {
	html := report(t, three())
	for name, test := range map[string]func(browser){
		"values":   reportValues,
		"sort":     reportSort,
		"filters":  reportFilters,
		"fragment": reportFragment,
	} {
		t.Run(name, func(t *testing.T) { test(open(t, chromium, html)) })
	}
	t.Run("withoutScript", func(t *testing.T) {
		reportWithoutScript(open(t, chromium, regexp.MustCompile("(?s)<script.*?</script>").ReplaceAllString(html, "")))
	})
}

// workspace returns a workspace with the example and an account with the given apps.
func workspace(t *testing.T, cli clitest.CLI, apps []herokutest.App) *clitest.Workspace {
	t.Helper()
	return cli.Workspace(t, filepath.Join(clitest.Root(t), "examples", "inventory-report"),
		"HEROKU_API_URL="+herokutest.Start(t, herokutest.New(apps...)), "HEROKU_API_KEY="+herokutest.Token)
}

// apply applies the example and returns the report.
func apply(t *testing.T, w *clitest.Workspace, variables ...string) string {
	t.Helper()
	args := []string{"apply", "-input=false", "-auto-approve", "-no-color"}
	for _, variable := range append([]string{"read_at=" + readAt}, variables...) {
		args = append(args, "-var="+variable)
	}
	if screen := w.Run(t, args...); strings.Contains(screen, "<html") {
		t.Error("apply prints the report")
	}
	content, err := os.ReadFile(filepath.Join(w.Dir, "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Outputs struct {
			Report struct{ Value string }
		}
	}
	if err := json.Unmarshal(content, &state); err != nil {
		t.Fatal(err)
	}
	return state.Outputs.Report.Value
}

// report creates the report of the given apps with each CLI, checks that all are the same, and
// returns it.
func report(t *testing.T, apps []herokutest.App, variables ...string) string {
	t.Helper()
	return same(t, func(t *testing.T, cli clitest.CLI) string {
		return apply(t, workspace(t, cli, apps), variables...)
	})
}

// same creates a report with each CLI, checks that all are the same, and returns it.
func same(t *testing.T, create func(*testing.T, clitest.CLI) string) string {
	t.Helper()
	var reports []string
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) { reports = append(reports, create(t, cli)) })
	if len(reports) == 0 {
		t.FailNow() // The failed CLI has reported why.
	}
	if slices.ContainsFunc(reports, func(report string) bool { return report != reports[0] }) {
		t.Error("the CLIs create different reports of the same apps")
	}
	return reports[0]
}

// browser is a tab that shows a report.
type browser struct {
	testing.TB

	ctx context.Context
	url string
}

// open opens a report in a new tab of a browser. At its end, the test fails if the report has loaded
// anything or written an error to the console.
func open(t testing.TB, chromium context.Context, html string) browser {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(html))
	}))
	t.Cleanup(server.Close)
	ctx, tab := browsertest.NewTab(chromium, t)
	b := browser{t, ctx, server.URL + "/"}
	b.do(chromedp.Navigate(b.url))
	t.Cleanup(func() {
		tab.Check(t, server.URL)
		for _, request := range tab.Requests() {
			if page, _, _ := strings.Cut(request, "#"); page != b.url && !strings.HasPrefix(request, "data:,") && !strings.HasPrefix(request, "blob:") {
				t.Errorf("the report loads %s", request)
			}
		}
	})
	return b
}

func (b browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// run runs an action in the browser and returns its result.
func run[T any](b browser, action chromedp.Action[T]) T {
	b.Helper()
	value, err := chromedp.Run(b.ctx, action)
	if err != nil {
		b.Fatal(err)
	}
	return value
}

func eval[T any](b browser, script string, args ...any) T {
	b.Helper()
	return run(b, chromedp.Evaluate[T](fmt.Sprintf(script, args...)))
}

// texts returns the text of each visible element.
func (b browser) texts(selector string) []string {
	b.Helper()
	return eval[[]string](b,
		"[...document.querySelectorAll(%q)].filter((e) => e.checkVisibility()).map((e) => e.textContent.trim())", selector)
}

func (b browser) want(selector string, want ...string) {
	b.Helper()
	if got := b.texts(selector); !slices.Equal(got, want) {
		b.Errorf("%s: got %q, want %q", selector, got, want)
	}
}

// wantAttr checks an attribute of the elements that have it.
func (b browser) wantAttr(selector, attribute string, want ...string) {
	b.Helper()
	got := eval[[]string](b, "[...document.querySelectorAll(%q)].map((e) => e.getAttribute(%q)).filter((v) => v !== null)", selector, attribute)
	if !slices.Equal(got, want) {
		b.Errorf("%s of %s: got %q, want %q", attribute, selector, got, want)
	}
}

// press focuses the button that contains the text and presses Enter, as a user without a mouse
// does.
func (b browser) press(within, text string) {
	b.Helper()
	const script = `(() => {
		const button = [...document.querySelectorAll(%q)].find((e) => e.textContent.includes(%q));
		button?.focus();
		return document.activeElement === button;
	})()`
	if !eval[bool](b, script, within+" button", text) {
		b.Fatalf("no button %q in %s", text, within)
	}
	b.do(chromedp.KeyEvent("\r"))
}

// search replaces the query.
func (b browser) search(query string) {
	b.Helper()
	eval[bool](b, `document.querySelector("#query").select() ?? true`)
	b.do(chromedp.SendKeys(chromedp.ID("query"), query))
}

func (b browser) wantFragment(want string) {
	b.Helper()
	if got := eval[string](b, "location.hash"); got != want {
		b.Errorf("the fragment is %q, want %q", got, want)
	}
}

// wantFit checks that nothing overflows at a width: neither the page, nor a section, nor a number.
func (b browser) wantFit(width int64) {
	b.Helper()
	b.do(chromedp.EmulateViewport(width, 844))
	wide := eval[[]string](b, `[document.documentElement, ...document.querySelectorAll("section, .numbers li")]
		.filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.tagName + "#" + e.id)`)
	if len(wide) > 0 {
		b.Errorf("at a width of %d, these overflow: %q", width, wide)
	}
}
