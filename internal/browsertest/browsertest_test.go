package browsertest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/modulex/terraform-provider-modulex/internal/browsertest"
)

// recorder is a testing.TB that records failures instead of failing the test.
type recorder struct {
	testing.TB

	errors []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func TestCheck(t *testing.T) {
	browser, _ := browsertest.Open(t)
	for name, test := range map[string]struct {
		body string
		want []string // the beginning of each failure
	}{
		"a page without requests": {`<title>Alone</title><img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" alt="">`, nil},
		"an uncaught exception":   {`<title>x</title><script>throw new Error("broken")</script>`, []string{"the browser's console shows: Uncaught Error: broken"}},
		"an error in the console": {`<title>x</title><script>console.error("odd", 7)</script>`, []string{`the browser's console shows: console.error "odd" 7`}},
		"an image of another host": {`<title>x</title><img src="https://example.com/picture.png" alt="">`, []string{
			"the page requests https://example.com/picture.png",
			"the browser's console shows: Failed to load resource: net::ERR_NAME_NOT_RESOLVED",
		}},
		"a missing image": {`<title>x</title><img src="/missing.png" alt="">`, []string{
			"the browser's console shows: Failed to load resource: the server responded with a status of 404",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/" {
					http.NotFound(w, r)
					return
				}
				_, _ = io.WriteString(w, `<!DOCTYPE html><html lang="en"><link rel="icon" href="data:,">`+test.body)
			}))
			defer server.Close()
			ctx, tab := browsertest.NewTab(browser, t)
			if err := chromedp.Do(ctx, chromedp.Navigate(server.URL)); err != nil {
				t.Fatal(err)
			}
			if got := tab.Requests(); !slices.Contains(got, server.URL+"/") {
				t.Errorf("recorded %q, want the page among them", got)
			}
			rec := &recorder{TB: t}
			tab.Check(rec, server.URL)
			if !slices.EqualFunc(rec.errors, test.want, strings.HasPrefix) {
				t.Errorf("failures %q, want %q", rec.errors, test.want)
			}
		})
	}
}

func TestAxe(t *testing.T) {
	const page = `<!DOCTYPE html><html lang="en"><title>Page</title><link rel="icon" href="data:,"><main><h1>Page</h1>%s</main>`
	ctx, _ := browsertest.Open(t)
	for body, want := range map[string]string{
		`<label>Name <input></label>`: "",
		`<input>`:                     "critical label: <input> ",
		`<button style="width: 10px; height: 10px; padding: 0">a</button><button style="width: 10px; height: 10px; padding: 0">b</button>`: "serious target-size: <button",
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = fmt.Fprintf(w, page, body)
		}))
		t.Cleanup(server.Close)
		if err := chromedp.Do(ctx, chromedp.Navigate(server.URL)); err != nil {
			t.Fatal(err)
		}
		got := browsertest.Axe(ctx, t)
		if want == "" && len(got) > 0 || want != "" && (len(got) == 0 || !strings.HasPrefix(got[0], want)) {
			t.Errorf("%s: got %q, want %q", body, got, want)
		}
	}
}
