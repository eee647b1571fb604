package cli_test

import (
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/cli"
	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// useToken puts a token in the environment.
func useToken(token string) func(*testing.T, account) {
	return func(t *testing.T, _ account) { t.Setenv("HEROKU_API_KEY", token) }
}

// useFile saves the credentials file of a login with a scope.
func useFile(scope string) func(*testing.T, account) {
	return func(t *testing.T, a account) { a.keep(t, scope) }
}

// useNetrc writes a netrc file with a password.
func useNetrc(password string) func(*testing.T, account) {
	return func(t *testing.T, _ account) {
		file := filepath.Join(t.TempDir(), "netrc")
		if err := os.WriteFile(file, []byte("machine 127.0.0.1 login x password "+password+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("NETRC", file)
	}
}

// useVariables puts an OAuth client and a refresh token in the environment.
func useVariables(refreshToken func(account) string) func(*testing.T, account) {
	return func(t *testing.T, a account) {
		t.Setenv("MODULEX_HEROKU_CLIENT_ID", herokutest.ClientID)
		t.Setenv("MODULEX_HEROKU_CLIENT_SECRET", herokutest.ClientSecret)
		t.Setenv("MODULEX_HEROKU_REFRESH_TOKEN", refreshToken(a))
	}
}

func TestStatus(t *testing.T) {
	valid := func(a account) string { return a.oauth.Allow("read").RefreshToken }
	for name, test := range map[string]struct {
		prepare  func(*testing.T, account)
		code     int
		phrases  []string
		requests []string // to the API
	}{
		"nothing":        {func(*testing.T, account) {}, 1, []string{"No credentials for Heroku were found", "HEROKU_API_KEY", "heroku.json", filepath.Base(clitest.Netrc()), "login"}, nil},
		"an empty token": {useToken(""), 1, []string{"HEROKU_API_KEY is invalid: it is empty", "unset it"}, nil},
		"a token": {
			useToken(herokutest.Token), 0,
			[]string{"Signed in to Heroku as " + herokutest.Email, "access token", "HEROKU_API_KEY", "global", "Requests left:", "expiry unknown"},
			[]string{"GET /apps", "GET /account"},
		},
		"a rejected token": {
			useToken("HRKU-hush"), 1,
			[]string{"Heroku rejected them", "rejected the token from HEROKU_API_KEY", "Unset HEROKU_API_KEY"},
			[]string{"GET /apps"},
		},
		"a rejected token before a file": {
			func(t *testing.T, a account) {
				a.keep(t, "read")
				t.Setenv("HEROKU_API_KEY", "HRKU-hush")
			}, 1,
			[]string{"rejected the token from HEROKU_API_KEY", "Unset HEROKU_API_KEY to use another sign-in method"},
			[]string{"GET /apps"},
		},
		"three variables": {
			useVariables(valid), 0,
			[]string{"Signed in to Heroku.", "OAuth refresh token", "MODULEX_HEROKU_REFRESH_TOKEN", "in 8h0m"},
			[]string{"GET /apps"},
		},
		"three variables that are rejected": {
			useVariables(func(account) string { return "HRKU-hush" }), 1,
			[]string{"401", "MODULEX_HEROKU_REFRESH_TOKEN was revoked"},
			nil,
		},
		"two of three": {func(t *testing.T, _ account) {
			t.Setenv("MODULEX_HEROKU_CLIENT_ID", "x")
			t.Setenv("MODULEX_HEROKU_CLIENT_SECRET", "HRKU-hush")
		}, 1, []string{"not MODULEX_HEROKU_REFRESH_TOKEN", "unset MODULEX_HEROKU_CLIENT_ID"}, nil},
		"a file": {
			useFile("read"), 0,
			[]string{"Signed in to Heroku.\n", "credentials file", "heroku.json", herokutest.ClientID, "Scope:", "read", "in 8h0m", "plans renew it"},
			[]string{"GET /apps"},
		},
		"a file with the scope identity": {
			useFile("read identity"), 0, []string{"Signed in to Heroku as " + herokutest.Email}, []string{"GET /apps", "GET /account"},
		},
		"a file with another scope": {
			useFile("identity"), 1, []string{"The scope of the token, identity, does not allow listing apps", "read"}, []string{"GET /apps"},
		},
		"a file whose token has expired": {func(t *testing.T, a account) {
			a.oauth.SetLife(-time.Hour)
			a.keep(t, "read")
			a.oauth.SetLife(8 * time.Hour)
		}, 0, []string{"Signed in to Heroku.", "in 8h0m"}, []string{"GET /apps"}},
		"a file that was revoked": {func(t *testing.T, a account) {
			a.keep(t, "read")
			a.oauth.Revoke()
		}, 1, []string{"Heroku rejected them", "heroku.json was revoked", "Sign in again with: terraform-provider-modulex login"}, []string{"GET /apps"}},
		"netrc": {useNetrc(herokutest.Token), 0, []string{"Signed in to Heroku as", "netrc file", "the entry for 127.0.0.1 in"}, []string{"GET /apps", "GET /account"}},
		"netrc that is rejected": {
			useNetrc("HRKU-hush"), 1, []string{"rejected the password", "Replace the password"}, []string{"GET /apps"},
		},
		"Heroku fails": {func(t *testing.T, a account) {
			a.keep(t, "read")
			a.api.Use(herokutest.Fail(503, "", ""))
		}, 1, []string{"the check failed", "could not be checked", "503", "https://status.heroku.com"}, []string{"GET /apps"}},
		"no requests left": {func(t *testing.T, a account) {
			a.keep(t, "read")
			a.api.Use(herokutest.Fail(429, "rate_limit", "Your account reached the API rate limit"))
		}, 1, []string{"429", "used up its requests"}, []string{"GET /apps"}},
		"Heroku is slow": {func(t *testing.T, a account) {
			cli.SetStatusLimit(t, 300*time.Millisecond)
			a.keep(t, "read")
			a.api.Use(herokutest.Stall())
		}, 1, []string{"Heroku did not respond within", "-offline"}, []string{"GET /apps"}},
		"Heroku is unreachable": {func(t *testing.T, a account) {
			a.keep(t, "read")
			t.Setenv("HEROKU_API_URL", "http://127.0.0.1:1")
		}, 1, []string{"could not be checked", clitest.Refused(), "HEROKU_API_URL"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			test.prepare(t, a)
			got := run(t, "status")
			got.expect(t, test.code, test.phrases...)
			got.hides(t, "HRKU-", herokutest.ClientSecret, herokutest.Token)
			if requests := requests(a.api.Requests()); strings.Join(requests, ", ") != strings.Join(test.requests, ", ") {
				t.Errorf("status sent %q, want %q", requests, test.requests)
			}
		})
	}
}

// With -offline, status sends no request.
func TestStatus_offline(t *testing.T) {
	for name, test := range map[string]struct {
		prepare func(*testing.T, account)
		code    int
		phrases []string
	}{
		"nothing": {func(*testing.T, account) {}, 1, []string{"No credentials for Heroku were found"}},
		"a token": {useToken("HRKU-hush"), 0, []string{"not checked", "HEROKU_API_KEY", "Scope:", "unknown"}},
		"a file":  {useFile("read"), 0, []string{"not checked", "credentials file", "read", "in 8h0m"}},
		"a file whose token has expired": {func(t *testing.T, a account) {
			a.oauth.SetLife(-time.Hour)
			a.keep(t, "read")
		}, 0, []string{"expired; the next plan renews it"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			test.prepare(t, a)
			got := run(t, "status", "-offline")
			got.expect(t, test.code, test.phrases...)
			got.hides(t, "HRKU-", herokutest.ClientSecret)
			if len(a.api.Requests())+len(a.oauth.Requests()) > 0 {
				t.Error("status sent a request")
			}
		})
	}
}

// Control characters in a path or a file do not reach the terminal.
func TestStatus_controlCharacters(t *testing.T) {
	a := newAccount(t)
	content, err := os.ReadFile(a.keep(t, "read"))
	if err != nil {
		t.Fatal(err)
	}
	name := "\x1b]0;title\x07\u202e.json"
	if runtime.GOOS == "windows" { // Its file names have no ASCII control characters.
		name = "]0;title\u202e.json"
	}
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(strings.Replace(string(content), `"read"`, `"\u001b[31mred"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("MODULEX_HEROKU_CREDENTIALS_FILE", file)
	got := run(t, "status", "-offline")
	got.expect(t, 0, "[31mred", "]0;title")
	got.hides(t, "\x1b", "\x07", "\u202e")
}

// requests returns the method and path of each request, and notes listings of more than one app.
func requests(recorded []herokutest.Request) (requests []string) {
	for _, request := range recorded {
		path, _, _ := strings.Cut(request.Path, "?")
		requests = append(requests, request.Method+" "+path)
		if request.Method == http.MethodGet && path == "/apps" && !strings.Contains(request.Header.Get("Range"), "max=1") {
			requests = append(requests, "more than one app")
		}
	}
	return requests
}
