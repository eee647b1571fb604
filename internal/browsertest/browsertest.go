// Package browsertest opens pages in Chromium for tests.
package browsertest

import (
	"cmp"
	"context"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/modulex/terraform-provider-modulex/internal/testenv"
)

// limit bounds the life of one browser.
const limit = 5 * time.Minute

// install says how to install Chromium.
const install = "apt-get install chromium (Debian, Ubuntu), or https://www.chromium.org/getting-involved/download-chromium"

// Tab is a tab of a browser. It records the requests and the errors of its pages.
type Tab struct {
	mu       sync.Mutex
	requests []string
	errors   []string
}

// Open starts a headless Chromium with a new profile. It runs until the test ends, for at most
// [limit]. The context is for the actions of chromedp. The browser resolves only localhost. If
// Chromium is missing, the test is skipped, or fails in CI.
func Open(t testing.TB) (context.Context, *Tab) {
	t.Helper()
	path, found := find()
	if !found {
		testenv.Missing(t, "Chromium as chromium, chromium-browser or google-chrome", install)
	}

	bounded, stop := context.WithTimeout(context.WithoutCancel(t.Context()), limit)
	t.Cleanup(stop)
	tab := new(Tab)
	ctx, closeBrowser := chromedp.NewContext(bounded,
		chromedp.WithAllocatorOptions(
			chromedp.ExecPath(path),
			chromedp.NoSandbox, // A sandbox is not available in containers.
			chromedp.DisableGPU,
			chromedp.Flag("disable-quic", true),
			chromedp.Flag("disable-component-update", true),
			chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]"),
		),
		chromedp.WithErrorf(t.Logf),
		chromedp.WithListener(tab.record),
	)
	t.Cleanup(closeBrowser)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting %s: %v", path, err)
	}
	return ctx, tab
}

// NewTab opens another tab, with its own cookies and storage, in the browser of the context from
// [Open]. It stays open until the test ends. A tab opens much faster than a browser.
func NewTab(browser context.Context, t testing.TB) (context.Context, *Tab) {
	t.Helper()
	tab := new(Tab)
	ctx, closeTab := chromedp.NewContext(browser,
		chromedp.WithNewBrowserContext(), chromedp.WithListener(tab.record))
	t.Cleanup(closeTab)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("opening a tab: %v", err)
	}
	return ctx, tab
}

func find() (path string, found bool) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, true
		}
	}
	return "", false
}

func (tab *Tab) record(event any) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	switch event := event.(type) {
	case *network.EventRequestWillBeSent:
		tab.requests = append(tab.requests, event.Request.URL)
	case *runtime.EventExceptionThrown:
		tab.errors = append(tab.errors, event.ExceptionDetails.Text+" "+describe(event.ExceptionDetails.Exception))
	case *log.EventEntryAdded:
		if event.Entry.Level == log.EntryLevelError {
			tab.errors = append(tab.errors, event.Entry.Text+" "+event.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		if event.Type == runtime.ConsoleAPICalledTypeError {
			tab.errors = append(tab.errors, "console.error "+describe(event.Args...))
		}
	}
}

// describe formats values of a page's script as the console shows them.
func describe(objects ...*runtime.RemoteObject) string {
	var texts []string
	for _, object := range objects {
		if object == nil {
			continue
		}
		texts = append(texts, cmp.Or(object.Description, string(object.Value)))
	}
	return strings.Join(texts, " ")
}

// Requests returns the address of every request so far, in order: pages, redirects, scripts,
// styles, images and fonts. Addresses with data: or blob: were not sent anywhere.
func (tab *Tab) Requests() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return slices.Clone(tab.requests)
}

// Errors returns the errors in the browser's console so far: failed requests, violations of the
// Content Security Policy and uncaught exceptions.
func (tab *Tab) Errors() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return slices.Clone(tab.errors)
}

// Check fails the test if a page requested an address that starts with none of the prefixes, or
// if the console shows an error.
func (tab *Tab) Check(t testing.TB, prefixes ...string) {
	t.Helper()
	for _, request := range tab.Requests() {
		within := func(prefix string) bool { return strings.HasPrefix(request, prefix) }
		if !slices.ContainsFunc(slices.Concat(prefixes, []string{"data:", "blob:", "about:"}), within) {
			t.Errorf("the page requests %s", request)
		}
	}
	for _, err := range tab.Errors() {
		t.Errorf("the browser's console shows: %s", err)
	}
}
