package reporttest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// wait waits until a JavaScript condition holds.
func (b browser) wait(condition string) {
	b.Helper()
	run(b, chromedp.Poll[bool](condition))
}

func reportSort(b browser) {
	for _, step := range []struct {
		header, fragment, direction string
		want                        []string
	}{
		{"Name", "#sort=-name", "descending", []string{"web-10", "web-9", "api"}},
		{"Name", "", "ascending", []string{"api", "web-9", "web-10"}},
		{"Updated", "#sort=updated_at", "ascending", []string{"web-9", "api", "web-10"}},
		{"Updated", "#sort=-updated_at", "descending", []string{"web-10", "api", "web-9"}},
		{"Stack", "#sort=stack", "ascending", []string{"web-10", "web-9", "api"}},
		// An app without a web address comes last in either direction.
		{"Web address", "#sort=web_url", "ascending", []string{"api", "web-9", "web-10"}},
		{"Web address", "#sort=-web_url", "descending", []string{"web-9", "api", "web-10"}},
	} {
		b.press("thead", step.header)
		b.want("tbody th", step.want...)
		b.want("[aria-sort="+step.direction+"]", step.header)
		b.want("[aria-sort]", step.header)
		b.wantFragment(step.fragment)
	}
}

func reportFilters(b browser) {
	b.search("web  US")
	b.want("tbody th", "web-9", "web-10")
	b.want("[role=status]", "2 of 3 apps")
	b.wantFragment("#q=web++US")

	// Each bar of a chart adds a filter to the search. Pressing it again removes the filter.
	b.press("[data-by=stack]", "heroku-20")
	b.want("tbody th", "web-9")
	b.want("[aria-pressed=true] span", "heroku-20")
	b.want(".chips button", "heroku-20 ×")
	b.press("[data-by=age]", "under a month")
	b.want("tbody td", "No apps match. Clear search and filters")
	b.want("[role=status]", "0 of 3 apps")
	b.wantFragment("#q=web++US&stack=heroku-20&age=under+a+month")
	b.wantAccessible()
	b.press("[data-by=stack]", "heroku-20")
	b.want("tbody th", "web-10")
	b.press(".chips", "under a month")
	b.want("tbody th", "web-9", "web-10")
	b.press("[data-by=region]", "eu")
	b.press("tbody", "Clear")
	b.want("tbody th", "api", "web-9", "web-10")
	b.wantFragment("")

	// Each number is a filter as well.
	for number, want := range map[string]string{"ended": "web-10", "ends within": "web-9", "not updated": "web-9"} {
		b.press(".numbers", number)
		b.want("tbody th", want)
		b.press(".numbers", "apps")
		b.want("tbody th", "api", "web-9", "web-10")
	}
	b.press(".numbers", "ended")
	b.press(".numbers", "ended")
	b.want("tbody th", "api", "web-9", "web-10")
}

// A link restores the view, and the browser's Back button restores the view before.
func reportFragment(b browser) {
	b.do(chromedp.Navigate("about:blank"), chromedp.Navigate(b.url+"#q=web&only=idle&sort=-name"))
	b.want("tbody th", "web-9")
	b.want(".chips button", "not updated for a year ×")
	b.wantAttr("#query", "type", "search")
	if got := eval[string](b, `document.querySelector("#query").value`); got != "web" {
		b.Errorf("the search is %q", got)
	}
	b.press(".chips", "not updated")
	b.want("tbody th", "web-10", "web-9")
	eval[string](b, `(history.back(), "")`)
	b.wait(`location.hash.includes("idle")`)
	b.want("tbody th", "web-9")

	for _, strange := range []string{"#apps", "#sort=constructor", "#only=constructor", "#page=-7", "#page=x", "#%", "#page=99"} {
		b.do(chromedp.Navigate("about:blank"), chromedp.Navigate(b.url+strange))
		b.want("tbody th", "api", "web-9", "web-10")
	}

	// The skip link does not change the fragment.
	b.do(chromedp.Navigate("about:blank"), chromedp.Navigate(b.url+"#q=web"))
	b.do(chromedp.KeyEvent("\t"), chromedp.KeyEvent("\r"))
	b.wantFragment("#q=web")
	if got := eval[string](b, "document.activeElement.id"); got != "apps" {
		b.Errorf("the focus is on %q, want the list of apps", got)
	}
}

// The download contains the matching apps in the order of the table. No field is a formula.
func reportDownload(t *testing.T, chromium context.Context) {
	apps := herokutest.Apps(4)
	for i, name := range []string{`=HYPERLINK("https://example.com")`, "@sum", "web, \"two\"", "other"} {
		apps[i].Name = name
		apps[i].WebURL = nil
		apps[i].Region.Name = "us"
	}
	apps[3].Region.Name = "eu"
	b := open(t, chromium, report(t, apps))
	b.press("[data-by=region]", "us")
	b.press("thead", "Name")

	folder := t.TempDir()
	progress := chromedp.Events(b.ctx, cdpbrowser.DownloadProgress)
	b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
			Behavior:         cdpbrowser.SetDownloadBehaviorBehaviorAllow,
			BrowserContextID: chromedp.FromContext(ctx).BrowserContextID,
			DownloadPath:     folder,
			EventsEnabled:    new(true),
		})
		return err
	}))
	b.press("#apps", "Download CSV")
	for event, err := range progress {
		if err != nil {
			t.Fatal(err)
		}
		if event.State == cdpbrowser.DownloadProgressStateCompleted {
			break
		}
	}
	content, err := os.ReadFile(filepath.Join(folder, "heroku-apps-2025-03-01.csv"))
	if err != nil {
		t.Fatal(err)
	}
	line := func(name string, app herokutest.App) string {
		return `"` + name + `","","us","` + app.Stack.Name + `","` + app.CreatedAt + `","` + app.UpdatedAt + `","` + app.ID + "\"\r\n"
	}
	want := `"name","web_url","region","stack","created_at","updated_at","id"` + "\r\n" +
		line(`web, ""two""`, apps[2]) + line(`'=HYPERLINK(""https://example.com"")`, apps[0]) + line("'@sum", apps[1])
	if string(content) != want {
		t.Errorf("got\n%s\nwant\n%s", content, want)
	}
}
