// Package reporttest looks at the page of examples/inventory-report in a real browser.
package reporttest

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/modulex/terraform-provider-modulex/internal/browsertest"
	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// today is what the browser takes for now: the mock's apps are updated in 2023, 2024 and January of 2025.
const today = "2025-03-01T12:00:00Z"

var pictures = flag.String("pictures", "", "write pictures of the page, of which report.png is in the example, to this folder")

func TestMain(m *testing.M) {
	flag.Parse()
	clitest.Main(m)
}

// report makes the page.
func report(t *testing.T, cli clitest.CLI, apps []herokutest.App) string {
	t.Helper()
	workspace := cli.Workspace(t, filepath.Join(clitest.Root(t), "examples", "inventory-report"),
		"HEROKU_API_URL="+herokutest.Start(t, herokutest.New(apps...)), "HEROKU_API_KEY="+herokutest.Token)
	screen := workspace.Run(t, "apply", "-input=false", "-auto-approve", "-no-color")
	if strings.Contains(screen, "<html") {
		t.Error("apply prints the page")
	}
	workspace.Run(t, "plan", "-input=false", "-detailed-exitcode") // Fails where there is a change.
	return workspace.Run(t, "output", "-raw", "report")
}

// browser is a page in a browser.
type browser struct {
	*testing.T
	ctx context.Context
}

// open opens a page in a browser whose clock stands still.
func open(t *testing.T, html string) browser {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(html))
	}))
	t.Cleanup(server.Close)
	ctx, tab := browsertest.Open(t)
	b := browser{t, ctx}
	b.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		clock := fmt.Sprintf("Date.now = () => Date.parse(%q)", today)
		_, err := cdp.Call(ctx, tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: clock})
		return err
	}), chromedp.Navigate(server.URL))
	t.Cleanup(func() {
		tab.Check(t, server.URL)
		if requests := tab.Requests(); !slices.Equal(requests[:1], []string{server.URL + "/"}) {
			t.Errorf("the browser asked for %q", requests)
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

// run runs an action in the browser, and returns what it gives.
func run[T any](b browser, action chromedp.Action[T]) T {
	b.Helper()
	value, err := chromedp.Run(b.ctx, action)
	if err != nil {
		b.Fatal(err)
	}
	return value
}

// texts returns what the elements say that a reader sees.
func (b browser) texts(selector string) []string {
	b.Helper()
	return run(b, chromedp.Evaluate[[]string](fmt.Sprintf(
		"[...document.querySelectorAll(%q)].filter((e) => e.checkVisibility()).map((e) => e.textContent.trim())", selector)))
}

func (b browser) want(selector string, want ...string) {
	b.Helper()
	if got := b.texts(selector); !slices.Equal(got, want) {
		b.Errorf("%s says %q, want %q", selector, got, want)
	}
}

// search types a query, as a person does.
func (b browser) search(query string) {
	b.Helper()
	run(b, chromedp.Evaluate[bool](`document.querySelector("#query").select() ?? true`))
	b.do(chromedp.SendKeys(chromedp.ID("query"), query))
}

func names(apps []herokutest.App) []string {
	var names []string
	for _, app := range apps {
		names = append(names, app.Name)
	}
	slices.Sort(names)
	return names
}

func TestReport_noApps(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		b := open(t, report(t, cli, nil))
		b.want("dd", "0", "0", "0")
		b.want("p", "The account has no apps.")
		b.want("table")
	})
}

func TestReport_threeApps(t *testing.T) {
	apps := herokutest.Apps(3)
	for i, name := range []string{"web-10", "web-9", "api"} {
		apps[i].Name = name
	}
	apps[0].WebURL = nil
	apps[0].UpdatedAt, apps[1].UpdatedAt, apps[2].UpdatedAt = "2025-02-20T00:00:00Z", "2019-01-01T00:00:00Z", "2024-06-01T00:00:00Z"
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		b := open(t, report(t, cli, apps))
		b.want("dd", "3", "3", "2", "1")
		b.want("#region th", "us", "eu")
		b.want("#region td:last-child", "2", "1")
		b.want("#stack th", "container", "heroku-22", "heroku-24")
		b.want("#age th", "under a month", "1 to 3 months", "3 to 6 months", "6 to 12 months", "1 to 2 years", "2 to 5 years", "over 5 years")
		b.want("#age td:last-child", "1", "0", "0", "1", "0", "0", "1")
		b.want("#age time", "March 1, 2025")
		b.want("#apps .null", "null")
		b.want("#apps a", strings.TrimSuffix(strings.TrimPrefix(*apps[2].WebURL, "https://"), "/"), strings.TrimSuffix(strings.TrimPrefix(*apps[1].WebURL, "https://"), "/"))

		b.want("#apps tbody th", "api", "web-10", "web-9")
		sorted := func(header string, want ...string) {
			t.Helper()
			// By keyboard, so that this proves that no mouse is needed.
			b.do(chromedp.Focus(fmt.Sprintf(`//thead//button[.=%q]`, header)), chromedp.KeyEvent("\r"))
			b.want("#apps tbody th", want...)
		}
		sorted("Name", "web-10", "web-9", "api")
		b.want("[aria-sort=descending]", "Name")
		sorted("Name", "api", "web-9", "web-10")
		sorted("Updated", "web-9", "api", "web-10")
		b.want("[aria-sort=ascending]", "Updated")
		sorted("Updated", "web-10", "api", "web-9")
		sorted("Web address", "api", "web-9", "web-10")
		sorted("Web address", "web-9", "api", "web-10") // What is null comes last.

		b.search("web  US")
		b.want("#apps tbody th", "web-9", "web-10")
		b.want("[role=status]", "2 of 3 apps")
		b.search("nothing")
		b.want("#apps tbody th")
		b.want("[role=status]", "0 of 3 apps")
	})
}

func TestReport_manyApps(t *testing.T) {
	apps := herokutest.Apps(2000)
	regions, stacks := map[string]int{}, map[string]int{}
	for _, app := range apps {
		regions[app.Region.Name]++
		stacks[app.Stack.Name]++
	}
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		b := open(t, report(t, cli, apps))
		b.want("#apps tbody th", names(apps)...)
		if got := b.texts("dd"); !slices.Equal(got[:3], []string{"2,000", "4", "4"}) {
			t.Errorf("totals %q", got)
		}
		for by, counts := range map[string]map[string]int{"region": regions, "stack": stacks} {
			got, values := make(map[string]int), b.texts("#"+by+" th")
			for i, count := range b.texts("#" + by + " td:last-child") {
				got[values[i]], _ = strconv.Atoi(count)
			}
			if !maps.Equal(got, counts) {
				t.Errorf("apps per %s: got %v, want %v", by, got, counts)
			}
		}
		b.search(apps[1234].ID)
		b.want("#apps tbody th", apps[1234].Name)
		b.want("[role=status]", "1 of 2,000 apps")

		// On a phone nothing is cut off at the side.
		for _, width := range []int64{390, 1280} {
			b.do(chromedp.EmulateViewport(width, 844))
			const wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
			if overflow := run(b, chromedp.Evaluate[int](wider)); overflow > 0 {
				t.Errorf("at a width of %d, the page is %d wider", width, overflow)
			}
		}
	})
}

// No value gets out of its place, whatever is in it.
func TestReport_hostileValues(t *testing.T) {
	hostile := []string{
		`<script>document.title = "owned"</script>`,
		`<img src="https://example.com/x.png" onerror="document.title = 'owned'">`,
		`"><svg onload="document.title = 'owned'">`,
		`' onmouseover='document.title = "owned"`,
		`</style></script></table><!--`,
		`&lt;b&gt; &amp; &quot;`,
		"${path.module} %{ if true }",
		"a\u2028b\u2029c\u202ed",
		`\u003cscript\u003e`,
		`javascript:document.title = "owned"`,
		`https://example.com/" onclick="document.title = 'owned'`,
	}
	apps := herokutest.Apps(len(hostile))
	for i, text := range hostile {
		app := &apps[i]
		app.Name, app.Region.Name, app.Stack.Name, app.CreatedAt, app.WebURL = text, text, text, text, &hostile[i]
	}
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		b := open(t, report(t, cli, apps))
		want := slices.Sorted(slices.Values(hostile))
		for _, selector := range []string{"#apps tbody th", "#apps td:nth-child(3)", "#apps td:nth-child(4)", "#apps td:nth-child(5)", "#region th", "#stack th"} {
			got := b.texts(selector)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s says %q, want %q", selector, got, want)
			}
		}
		if title := run(b, chromedp.Title()); title != "Heroku apps" {
			t.Errorf("a value made the title %q", title)
		}
		strange := run(b, chromedp.Evaluate[string](`[...document.querySelectorAll(
			"main :is(script, img, style), main svg:not(.bar svg), [onload], [onclick], [onmouseover]")].map((e) => e.outerHTML).join("\n")`))
		if strange != "" {
			t.Errorf("a value became an element: %s", strange)
		}
		addresses := run(b, chromedp.Evaluate[string](`[...document.querySelectorAll("a")].map((a) => a.getAttribute("href")).join("\n")`))
		if addresses != hostile[len(hostile)-1] {
			t.Errorf("links to %q, want the one of https alone", addresses)
		}
	})
}

func TestReport_pictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("no -pictures are asked for")
	}
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		b := open(t, report(t, cli, herokutest.Apps(2000)))
		for file, shot := range map[string]struct {
			width, height int64
			scheme        string
		}{"report.png": {1200, 800, "light"}, "report-dark.png": {1200, 800, "dark"}, "report-phone.png": {390, 1400, "light"}} {
			b.do(chromedp.EmulateViewport(shot.width, shot.height), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
				scheme := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: shot.scheme}}
				_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: scheme})
				return err
			}))
			png := run(b, chromedp.CaptureScreenshot())
			if err := os.WriteFile(filepath.Join(*pictures, file), png, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	})
}
