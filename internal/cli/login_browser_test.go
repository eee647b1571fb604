package cli_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/browsertest"
	"github.com/modulex/terraform-provider-modulex/internal/cli"
	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

const (
	allow = chromedp.CSS(`button[value="allow"]`)
	deny  = chromedp.CSS(`button[value="deny"]`)
)

// answer opens an address, presses a button on Heroku's page, and returns the next page's text.
func answer(t *testing.T, ctx context.Context, address string, button chromedp.CSS) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
	return press(t, ctx, button)
}

// press presses a button or follows a link, and returns the next page's text.
func press(t *testing.T, ctx context.Context, button chromedp.CSS) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(button, chromedp.NodeVisible)); err != nil {
		t.Fatal(err)
	}
	text, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS(`main`)))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func says(t *testing.T, page string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(page, word) {
			t.Errorf("the page does not say %q:\n%s", word, page)
		}
	}
}

func defaultFile(t *testing.T) string {
	t.Helper()
	file, err := auth.DefaultCredentialsFile()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func nothingSaved(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(defaultFile(t)); err == nil {
		t.Error("credentials were saved")
	}
}

// All cases share one browser, each in its own tab: starting a browser takes longer than most
// cases.
func TestLogin_inBrowser(t *testing.T) {
	browser, _ := browsertest.Open(t)
	for name, test := range map[string]func(*testing.T, context.Context){
		"allow":         loginAllow,
		"plan":          loginPlan,
		"deny":          loginDeny,
		"foreignPages":  loginForeignPages,
		"stateIsSecret": loginStateIsSecret,
		"closedBrowser": loginClosedBrowser,
		"wrongSecret":   loginWrongSecret,
		"page":          loginPage,
		"accessible":    loginAccessible,
	} {
		t.Run(name, func(t *testing.T) { test(t, browser) })
	}
}

func loginAllow(t *testing.T, browser context.Context) {
	a := newAccount(t)
	ctx, tab := browsertest.NewTab(browser, t)
	login := a.start(t, herokutest.ClientSecret)
	page := answer(t, ctx, login.address, allow)
	says(t, page, "Heroku allowed access", "Go back to the terminal")
	tab.Check(t, a.id, a.redirect+"?code=")

	file := defaultFile(t)
	login.end().expect(t, 0, "Signed in to Heroku with scope read. The account can see 3 apps: ", file, "run terraform plan")
	for path, mode := range map[string]os.FileMode{file: 0o600, filepath.Dir(file): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v, want mode %o", path, info.Mode(), err, mode)
		}
	}
	credentials, err := auth.ReadCredentials(file)
	if err != nil {
		t.Fatal(err)
	}
	if left := time.Until(credentials.ExpiresAt); left < 7*time.Hour || left > 8*time.Hour {
		t.Errorf("the access token lives for %s", left)
	}
	if credentials.ClientID != herokutest.ClientID || credentials.ClientSecret != herokutest.ClientSecret || credentials.Scope != "read" {
		t.Errorf("credentials of %s with the scope %q", credentials.ClientID, credentials.Scope)
	}

	// One request to authorize and one to exchange the code, with PKCE and the secret only in the
	// form.
	var asked, exchanged int
	for _, request := range a.oauth.Requests() {
		address, err := url.Parse(request.Path)
		if err != nil {
			t.Fatal(err)
		}
		switch query := address.Query(); {
		case request.Method == "GET" && address.Path == "/oauth/authorize":
			asked++
			if query.Get("code_challenge") == "" || query.Get("code_challenge_method") != "S256" || query.Get("scope") != "read" {
				t.Errorf("authorize was requested with %v", query)
			}
		case address.Path == "/oauth/token":
			exchanged++
			if request.Form.Get("code_verifier") == "" || request.Form.Get("client_secret") != herokutest.ClientSecret ||
				request.Header.Get("Authorization") != "" {
				t.Errorf("the code was exchanged with the fields %v and the header %v", request.Form, request.Header)
			}
		}
	}
	if asked != 1 || exchanged != 1 {
		t.Errorf("authorize was requested %d times, and the code exchanged %d times", asked, exchanged)
	}
}

// From login to plans, and after logout to an error.
func loginPlan(t *testing.T, browser context.Context) {
	clitest.Each(t, func(t *testing.T, c clitest.CLI) {
		workspace := c.Workspace(t, "../provider/testdata/inventory")
		a := newAccount(t)
		ctx, _ := browsertest.NewTab(browser, t)
		login := a.start(t, herokutest.ClientSecret, "-scope", "global")
		answer(t, ctx, login.address, allow)
		login.end().expect(t, 0, "Signed in to Heroku as "+herokutest.Email+" with scope global.")

		workspace.Run(t, "apply", "-input=false", "-auto-approve")
		a.oauth.Expire() // Eight hours later.
		workspace.Run(t, "plan", "-input=false", "-detailed-exitcode")
		if got := a.oauth.Refreshes(); got != 1 {
			t.Errorf("%d refreshes, want 1", got)
		}

		run(t, "logout").expect(t, 0, "Heroku revoked the sign-in")
		if _, message, err := workspace.Try(t, "plan", "-input=false", "-no-color"); err == nil || !strings.Contains(message, "No Heroku credentials") {
			t.Errorf("a plan after logout: %v\n%s", err, message)
		}
	})
}

func loginDeny(t *testing.T, browser context.Context) {
	t.Run("with state", func(t *testing.T) {
		a := newAccount(t)
		a.oauth.DenyWithState(true)
		ctx, tab := browsertest.NewTab(browser, t)
		login := a.start(t, herokutest.ClientSecret)
		says(t, answer(t, ctx, login.address, deny), "You are not signed in", "You denied access", "choose Allow")
		tab.Check(t, a.id, a.redirect)
		login.end().expect(t, 1, "Error: You denied access on Heroku's page.", "choose Allow")
		nothingSaved(t)
	})
	t.Run("as Heroku does, without state", func(t *testing.T) {
		a := newAccount(t)
		ctx, tab := browsertest.NewTab(browser, t)
		login := a.start(t, herokutest.ClientSecret)
		says(t, answer(t, ctx, login.address, deny), "Did you choose Deny?", "Any web page can cause such a report")
		login.stillWaits(t)
		says(t, press(t, ctx, chromedp.CSS(`main button`)), "You are not signed in", "choose Allow")
		tab.Check(t, a.id, a.redirect)
		login.end().expect(t, 1, "Error: You denied access on Heroku's page.", "choose Allow")
		nothingSaved(t)
	})
}

// Web pages and old tabs open the callback while login waits. They change nothing, and login shows
// none of their text.
func loginForeignPages(t *testing.T, browser context.Context) {
	a := newAccount(t)
	ctx, _ := browsertest.NewTab(browser, t)
	login := a.start(t, herokutest.ClientSecret)
	for query, title := range map[string]string{
		"code=intruder&state=guessed":                      "does not belong to the sign-in",
		"code=intruder":                                    "does not belong to the sign-in",
		"error=intruder&error_description=intruder":        "does not belong to the sign-in",
		"error=access_denied&error_description=intruder":   "Did you choose Deny?",
		"error=access_denied&state=guessed":                "does not belong to the sign-in",
		"error=access_denied&code=intruder&state=intruder": "does not belong to the sign-in",
	} {
		// As a link, an image and a frame of a page of another origin.
		page := "data:text/html," + url.PathEscape(fmt.Sprintf(`<a href=%q>link</a><img src=%[1]q><iframe src=%[1]q></iframe>`, a.redirect+"?"+query))
		if err := chromedp.Do(ctx, chromedp.Navigate(page)); err != nil {
			t.Fatal(err)
		}
		says(t, press(t, ctx, chromedp.CSS(`a`)), title)
	}
	login.stillWaits(t)

	// Another person's sign-in leads back to this callback, with a code for another account.
	query := url.Values{"client_id": {herokutest.ClientID}, "response_type": {"code"}, "scope": {"global"}, "state": {"guessed"}}
	says(t, answer(t, ctx, a.id+"/oauth/authorize?"+query.Encode(), allow), "does not belong to the sign-in")
	login.stillWaits(t)
	nothingSaved(t)

	says(t, answer(t, ctx, login.address, allow), "Heroku allowed access")
	got := login.end()
	got.expect(t, 0, "Signed in to Heroku with scope read.")
	if strings.Contains(got.out+got.errors, "intruder") {
		t.Errorf("text of the foreign pages is shown:\n%s%s", got.out, got.errors)
	}
}

// Only the printed address contains the state. No page of the callback's server shows it.
func loginStateIsSecret(t *testing.T, browser context.Context) {
	a := newAccount(t)
	ctx, tab := browsertest.NewTab(browser, t)
	login := a.start(t, herokutest.ClientSecret)
	address, err := url.Parse(login.address)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(login.address, a.id+"/oauth/authorize?") {
		t.Errorf("login shows %s, not Heroku's page", login.address)
	}
	for _, path := range []string{"", "?error=access_denied", "/", "/index.html"} {
		var page string
		err := chromedp.Do(ctx, chromedp.Navigate(strings.TrimSuffix(a.redirect, "/callback")+path))
		if err == nil {
			page, err = chromedp.Run(ctx, chromedp.OuterHTML(chromedp.CSS(`html`)))
		}
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(page, address.Query().Get("state")) {
			t.Errorf("%s shows the state:\n%s", path, page)
		}
	}
	for _, request := range tab.Requests() {
		if strings.Contains(request, address.Query().Get("state")) {
			t.Errorf("the browser was sent to %s", request)
		}
	}
	login.stillWaits(t)
	login.interrupt()
	login.end().expect(t, 1, "Interrupted.")
}

func loginClosedBrowser(t *testing.T, browser context.Context) {
	a := newAccount(t)
	t.Setenv("MODULEX_HEROKU_CLIENT_SECRET", herokutest.ClientSecret)
	cli.SetLoginLimit(t, 4*time.Second)
	ctx, _ := browsertest.NewTab(browser, t)
	t.Setenv("PATH", t.TempDir()) // So that no other browser opens.
	out := &address{found: make(chan string, 1)}
	errs := new(strings.Builder)
	code := make(chan int, 1)
	go func() {
		code <- cli.Run(t.Context(), "1.2.3", []string{"login", "-client-id", herokutest.ClientID, "-redirect", a.redirect},
			cli.Console{In: noTerminal(t), Out: out, Err: errs})
	}()
	if err := chromedp.Do(ctx, chromedp.Navigate(<-out.found), chromedp.WaitVisible(allow)); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Cancel(ctx); err != nil {
		t.Fatal(err)
	}
	got := <-code
	ended{got, out.String(), errs.String()}.expect(t, 1, "Error: Nobody chose Allow or Deny on Heroku's page within 4 seconds.", "-redirect", "sign in again")
	nothingSaved(t)
}

// The user allows access, and then Heroku rejects the client secret.
func loginWrongSecret(t *testing.T, browser context.Context) {
	a := newAccount(t)
	ctx, _ := browsertest.NewTab(browser, t)
	login := a.start(t, "not-the-secret")
	answer(t, ctx, login.address, allow)
	got := login.end()
	got.expect(t, 1, "responded to the sign-in with 401 Unauthorized: unauthorized, OAuth authorization invalid.", "Check the client id and the client secret")
	if strings.Contains(got.out+got.errors, "not-the-secret") {
		t.Errorf("the output shows the secret:\n%s%s", got.out, got.errors)
	}
	nothingSaved(t)
}

// The last page fits a phone, runs no script, supports dark mode, and has a language and one heading.
func loginPage(t *testing.T, browser context.Context) {
	a := newAccount(t)
	ctx, _ := browsertest.NewTab(browser, t)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(320, 640)); err != nil {
		t.Fatal(err)
	}
	login := a.start(t, herokutest.ClientSecret)
	answer(t, ctx, login.address, allow)
	login.end()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[map[string]any](`({
		lang: document.documentElement.lang,
		scripts: document.scripts.length,
		fits: document.documentElement.scrollWidth <= innerWidth,
		dark: document.querySelector("meta[name=color-scheme]").content,
		headings: document.querySelectorAll("h1").length,
	})`))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"lang": "en", "scripts": 0.0, "fits": true, "dark": "light dark", "headings": 1.0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the page (-want +got):\n%s", diff)
	}
}

// The pages for Deny and Allow have no accessibility violations.
func loginAccessible(t *testing.T, browser context.Context) {
	a := newAccount(t)
	ctx, _ := browsertest.NewTab(browser, t)
	login := a.start(t, herokutest.ClientSecret)
	for _, button := range []chromedp.CSS{deny, allow} {
		page := answer(t, ctx, login.address, button)
		for _, violation := range browsertest.Axe(ctx, t) {
			t.Errorf("%s\n%s", violation, page)
		}
	}
	login.end()
}
