package reporttest

import (
	"context"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// Values of apps appear as text only, whatever they contain.
func reportHostileValues(t *testing.T, chromium context.Context) {
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
		`constructor`,
		`__proto__`,
	}
	apps := herokutest.Apps(len(hostile))
	for i, text := range hostile {
		app := &apps[i]
		app.Name, app.Region.Name, app.Stack.Name, app.CreatedAt, app.WebURL = text, text, text, text, &hostile[i]
	}
	b := open(t, chromium, report(t, apps, "title="+hostile[0]))
	want := slices.Sorted(slices.Values(hostile))
	for _, selector := range []string{"tbody th", "tbody td:nth-child(3)", "tbody td:nth-child(4)", "tbody td:nth-child(5)", "[data-by=region] span", "[data-by=stack] span"} {
		got := b.texts(selector)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", selector, got, want)
		}
	}
	if title := run(b, chromedp.Title()); title != hostile[0] {
		t.Errorf("the title is %q, want %q", title, hostile[0])
	}
	b.wantAttr("main script, main img, main style, main svg:not(.bars svg), [onload], [onclick], [onmouseover]", "class")
	b.want("main :is(script, img, style), main svg:not(.bars svg), [onload], [onclick], [onmouseover]")
	b.wantAttr("td a", "href", hostile[10])
	b.wantAttr("th a", "href", "https://dashboard.heroku.com/apps/constructor")

	// A filter by a hostile value shows its app.
	b.press("[data-by=stack]", "<!--")
	b.want("tbody th", hostile[4])
}
