package cli_test

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/cli"
	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

func TestRun(t *testing.T) {
	for name, test := range map[string]struct {
		args  []string
		code  int
		words []string
	}{
		"help":                      {[]string{"help"}, 0, []string{"Usage: terraform-provider-modulex <command>", "login ", "status ", "logout ", "version "}},
		"help of login":             {[]string{"login", "-help"}, 0, []string{"global allows everything", "heroku clients:create", "ssh -t"}},
		"help of status":            {[]string{"status", "-help"}, 0, []string{"HEROKU_API_KEY", ".netrc"}},
		"help of logout":            {[]string{"logout", "-help"}, 0, []string{"cannot revoke itself"}},
		"version":                   {[]string{"version"}, 0, []string{"terraform-provider-modulex 1.2.3 on " + runtime.GOOS}},
		"an argument to version":    {[]string{"version", "x"}, 2, []string{`unexpected argument "x"`}},
		"an unknown command":        {[]string{"plan"}, 2, []string{`unknown command "plan"`, "login "}},
		"an unknown option":         {[]string{"login", "-secret", "x"}, 2, []string{"-secret", "login -help"}},
		"an argument":               {[]string{"status", "all"}, 2, []string{`unexpected argument "all"`}},
		"an unknown scope":          {[]string{"login", "-scope", "everything"}, 2, []string{`unknown scope "everything"`, "read-protected"}},
		"no scope":                  {[]string{"login", "-scope", ""}, 2, []string{"empty"}},
		"a redirect elsewhere":      {[]string{"login", "-redirect", "https://example.com/"}, 2, []string{"must be http on this computer"}},
		"a redirect over http":      {[]string{"login", "-redirect", "http://example.com:80/"}, 2, []string{"loopback"}},
		"a redirect without a port": {[]string{"login", "-redirect", "http://localhost/callback"}, 2, []string{"it has no port"}},
		"no client id":              {[]string{"login"}, 1, []string{"The client id is required, and there is no terminal", "-client-id or the environment variable MODULEX_HEROKU_CLIENT_ID"}},
		"no client secret":          {[]string{"login", "-client-id", "x"}, 1, []string{"The client secret is required, and there is no terminal", "MODULEX_HEROKU_CLIENT_SECRET"}},
	} {
		t.Run(name, func(t *testing.T) {
			clitest.CleanEnv(t)
			run(t, test.args...).expect(t, test.code, test.words...)
		})
	}
}

// No command sends a request while the environment is invalid.
func TestRun_environment(t *testing.T) {
	for variable, value := range map[string]string{
		"MODULEX_HEROKU_TOKEN_URL":        "http://example.com/oauth/token",
		"MODULEX_HEROKU_CREDENTIALS_FILE": "",
	} {
		t.Run(variable, func(t *testing.T) {
			clitest.CleanEnv(t)
			t.Setenv(variable, value)
			run(t, "login", "-client-id", "x").expect(t, 1, variable+" is invalid: it", "unset it.")
		})
	}
}

// follow opens the address of a login and allows access, as a browser would.
func follow(t *testing.T, a account, local string) {
	t.Helper()
	page := fetch(t, http.MethodGet, local, nil)
	_, rest, _ := strings.Cut(page, `name="form" value="`)
	form, _, _ := strings.Cut(rest, `"`)
	page = fetch(t, http.MethodPost, a.id+"/oauth/authorize", url.Values{"form": {form}, "decision": {"allow"}})
	if !strings.Contains(page, "Heroku allowed access") {
		t.Fatalf("Heroku did not allow access:\n%s", page)
	}
}

func fetch(t *testing.T, method, address string, form url.Values) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// keep writes the credentials file that a login with that scope writes.
func (a account) keep(t *testing.T, scope string) (file string) {
	t.Helper()
	token := a.oauth.Allow(scope)
	file = defaultFile(t)
	err := auth.WriteCredentials(t.Context(), file, auth.Credentials{
		ClientID: herokutest.ClientID, ClientSecret: herokutest.ClientSecret, Scope: scope,
		AccessToken: token.AccessToken, RefreshToken: token.RefreshToken, ExpiresAt: token.Expiry,
	})
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestLogout(t *testing.T) {
	for name, test := range map[string]struct {
		scope   string
		prepare func(*testing.T, account)
		code    int
		words   []string
		revoked bool
	}{
		"global": {"global", nil, 0, []string{"Removed ", "Heroku revoked the sign-in"}, true},
		"global, eight hours later": {"global", func(t *testing.T, a account) {
			a.oauth.SetLife(-time.Second)
			a.keep(t, "global")
			a.oauth.SetLife(8 * time.Hour)
		}, 0, []string{"Heroku revoked"}, true},
		"read":            {"read", nil, 0, []string{"Removed ", "only a sign-in with the scope global can revoke itself", "heroku authorizations:revoke"}, false},
		"read, and more":  {"read identity", nil, 0, []string{"only a sign-in with the scope global"}, false},
		"already revoked": {"global", func(_ *testing.T, a account) { a.oauth.Revoke() }, 1, []string{"Removed ", "could not be revoked at Heroku", "401"}, true},
		"Heroku fails": {"global", func(_ *testing.T, a account) { a.api.Use(herokutest.Fail(503, "", "")) }, 1,
			[]string{"Removed ", "could not be revoked at Heroku", "503", "heroku authorizations:revoke"}, false},
		"Heroku redirects": {"global", func(_ *testing.T, a account) { a.api.Use(herokutest.Redirect(307, "https://elsewhere.example/")) }, 1,
			[]string{"Removed ", "307"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			a.keep(t, test.scope)
			other := a.oauth.Allow("global") // A sign-in of another computer.
			if test.prepare != nil {
				test.prepare(t, a)
			}
			got := run(t, "logout")
			if got.code != test.code {
				t.Errorf("exit code %d, want %d\n%s%s", got.code, test.code, got.out, got.errors)
			}
			for _, word := range test.words {
				if !strings.Contains(got.out+got.errors, word) {
					t.Errorf("the output does not say %q:\n%s%s", word, got.out, got.errors)
				}
			}
			if strings.Contains(got.out+got.errors, "HRKU-") {
				t.Errorf("the output shows a secret:\n%s%s", got.out, got.errors)
			}
			nothingSaved(t)
			deleted := 0
			for _, request := range a.api.Requests() {
				if request.Method == http.MethodDelete && request.Status == http.StatusOK {
					deleted++
				}
			}
			if (deleted == 1) != (test.revoked && name != "already revoked") {
				t.Errorf("%d authorizations deleted", deleted)
			}
			if name == "global" && !stillAllowed(t, a, other.AccessToken) {
				t.Error("the sign-in of another computer was revoked")
			}
		})
	}
	t.Run("another file", func(t *testing.T) {
		newAccount(t)
		thesis := filepath.Join(t.TempDir(), "thesis.txt")
		if err := os.WriteFile(thesis, []byte("thesis"), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("MODULEX_HEROKU_CREDENTIALS_FILE", thesis)
		run(t, "logout").expect(t, 1, thesis+" is not a credentials file", "logout removes only credentials files")
		if _, err := os.Stat(thesis); err != nil {
			t.Error(err)
		}
	})
	t.Run("nothing to remove", func(t *testing.T) {
		newAccount(t)
		run(t, "logout").expect(t, 0, "There are no credentials in ")
	})
}

// Each reason why a file stays has its own remedy.
func TestLogout_notRemoved(t *testing.T) {
	for name, test := range map[string]struct {
		err     *auth.Error
		phrases []string
	}{
		"not a credentials file": {&auth.Error{Problem: auth.FileInvalid, Detail: "it is text"}, []string{"is not a credentials file", "Set MODULEX_"}},
		"read-only":              {&auth.Error{Problem: auth.FileNotWritable, Err: syscall.EROFS}, []string{"cannot be removed: " + syscall.EROFS.Error(), "writable"}},
		"no locks":               {&auth.Error{Problem: auth.LockUnsupported, Err: syscall.ENOLCK}, []string{"cannot lock files", "by hand"}},
		"locked":                 {&auth.Error{Problem: auth.FileLocked, Detail: "process 1 holds it"}, []string{"process 1", "Wait until"}},
	} {
		t.Run(name, func(t *testing.T) {
			test.err.Origin = auth.Origin{Method: auth.MethodFile, File: "/a/heroku.json"}
			got := cli.NotRemoved("/a/heroku.json", test.err)
			for _, phrase := range append(test.phrases, "/a/heroku.json") {
				if !strings.Contains(got, phrase) {
					t.Errorf("the message does not say %q:\n%s", phrase, got)
				}
			}
		})
	}
}

func stillAllowed(t *testing.T, a account, token string) bool {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.apiURL+"/apps", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "application/vnd.heroku+json; version=3")
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}
