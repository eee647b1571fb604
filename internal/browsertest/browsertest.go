// Package browsertest opens pages in a real Chromium, so that tests see what a person's browser would make of them.
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
const limit = 2 * time.Minute

// install says how to get what the tests of pages need.
const install = "apt-get install chromium (Debian, Ubuntu), or https://www.chromium.org/getting-involved/download-chromium"

// Tab is the one tab of a browser of its own. What happens in it is recorded.
type Tab struct {
	mu       sync.Mutex
	requests []string
	errors   []string
}

// Open starts a headless Chromium with a new profile, which runs until the end of the test, but no longer than two
// minutes. The context is for the actions of chromedp. No host but this one can be reached by its name.
//
// Where there is no Chromium the test is skipped, except that with CI=true in the environment it fails.
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
			chromedp.NoSandbox, // Containers have none to offer.
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

// describe returns values of the page's script as the console would show them.
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

// Requests returns the address of everything that the pages asked for until now, in order: themselves, what they
// were sent on to, scripts, styles, pictures, fonts. Some start with data: or blob: and were not sent anywhere.
func (tab *Tab) Requests() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return slices.Clone(tab.requests)
}

// Errors returns what the browser's console showed as an error until now: failed requests, broken policies,
// exceptions that nothing caught.
func (tab *Tab) Errors() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return slices.Clone(tab.errors)
}

// Check fails the test if a page asked for anything whose address starts with none of the given prefixes, or showed an
// error in the console.
func (tab *Tab) Check(t testing.TB, prefixes ...string) {
	t.Helper()
	for _, request := range tab.Requests() {
		within := func(prefix string) bool { return strings.HasPrefix(request, prefix) }
		if !slices.ContainsFunc(slices.Concat(prefixes, []string{"data:", "blob:", "about:"}), within) {
			t.Errorf("the browser asked for %s", request)
		}
	}
	for _, err := range tab.Errors() {
		t.Errorf("the browser's console shows: %s", err)
	}
}
