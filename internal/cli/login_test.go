package cli_test

import (
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/cli"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/loopback"
)

// A program that listens on either loopback address would receive the code and the state, so login
// needs both.
func TestLogin_portInUse(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "::1"} {
		t.Run(host, func(t *testing.T) {
			a := newAccount(t)
			redirect, err := url.Parse(a.redirect)
			if err != nil {
				t.Fatal(err)
			}
			taken := net.JoinHostPort(host, redirect.Port())
			other, err := new(net.ListenConfig).Listen(t.Context(), "tcp", taken)
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()
			t.Setenv("MODULEX_HEROKU_CLIENT_SECRET", herokutest.ClientSecret)
			run(t, "login", "-client-id", herokutest.ClientID, "-redirect", a.redirect).expect(t, 1,
				"cannot listen on "+taken, "another program uses the port", "another terminal", "-redirect", "heroku clients:update")
			nothingSaved(t)
		})
	}
}

// Each reason has its own remedy.
func TestLogin_notListening(t *testing.T) {
	for err, phrase := range map[error]string{
		loopback.ErrInUse:       "End the program that uses the port",
		loopback.ErrDenied:      "Ports below 1024",
		loopback.ErrUnavailable: "To use localhost",
		io.ErrUnexpectedEOF:     "To use another port",
	} {
		got := cli.NotListening(&loopback.ListenError{Address: "127.0.0.1:80", Err: err})
		for _, phrase := range []string{"cannot listen on 127.0.0.1:80", err.Error(), phrase, "-redirect"} {
			if !strings.Contains(got, phrase) {
				t.Errorf("%v: the message does not say %q:\n%s", err, phrase, got)
			}
		}
	}
}

// A user can paste whole lines of heroku clients:create.
func TestLogin_pastedLines(t *testing.T) {
	a := newAccount(t)
	login := a.start(t, " HEROKU_OAUTH_SECRET="+herokutest.ClientSecret+"\n", "-client-id", "HEROKU_OAUTH_ID="+herokutest.ClientID)
	follow(t, a, login.address)
	login.end().expect(t, 0, "Signed in to Heroku")
}

// Login reuses the client secret of the last sign-in with the same client id.
func TestLogin_sameClient(t *testing.T) {
	a := newAccount(t)
	a.keep(t, "read")
	login := a.start(t, "", "-client-id", herokutest.ClientID)
	follow(t, a, login.address)
	login.end().expect(t, 0, "Using the OAuth client "+herokutest.ClientID+" of the last sign-in", "Signed in to Heroku")
}

func TestLogin_names(t *testing.T) {
	for name, test := range map[string]struct {
		scope   string
		prepare func(account)
		phrases []string
	}{
		"the account":              {"read identity", nil, []string{"Signed in to Heroku as " + herokutest.Email + " with scope read identity."}},
		"the number of apps":       {"read", nil, []string{"with scope read. The account can see 3 apps: "}},
		"a scope without the apps": {"identity", nil, []string{"Signed in to Heroku as " + herokutest.Email}},
		"nothing if Heroku fails": {"read", func(a account) { a.api.Use(herokutest.Fail(503, "", "")) },
			[]string{"with scope read.", "The account could not be checked", "503", "status"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			if test.prepare != nil {
				test.prepare(a)
			}
			login := a.start(t, herokutest.ClientSecret, "-scope", test.scope)
			follow(t, a, login.address)
			login.end().expect(t, 0, append(test.phrases, "Saved the credentials in ")...)
		})
	}
}

// Login reports an unusable path of the credentials file before it opens a browser, and changes
// nothing there.
func TestLogin_fileFirst(t *testing.T) {
	for name, test := range map[string]struct {
		prepare func(t *testing.T, file string) error
		phrases []string
	}{
		"a folder":     {func(_ *testing.T, file string) error { return os.Mkdir(file, 0o700) }, []string{"is a folder, not a regular file", "MODULEX_HEROKU_CREDENTIALS_FILE"}},
		"another file": {func(_ *testing.T, file string) error { return os.WriteFile(file, []byte("thesis"), 0o600) }, []string{"is not a credentials file", "move this one away"}},
		"in a file": {func(t *testing.T, file string) error {
			t.Setenv("MODULEX_HEROKU_CREDENTIALS_FILE", filepath.Join(file, "heroku.json"))
			return os.WriteFile(file, []byte("thesis"), 0o600)
		}, []string{"MODULEX_HEROKU_CREDENTIALS_FILE"}},
		"a read-only file system": {func(t *testing.T, _ string) error {
			t.Setenv("MODULEX_HEROKU_CREDENTIALS_FILE", "/proc/heroku.json")
			return nil
		}, []string{"cannot be saved in /proc/heroku.json", "Or set MODULEX_HEROKU_CREDENTIALS_FILE"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			file := filepath.Join(t.TempDir(), "file")
			t.Setenv("MODULEX_HEROKU_CREDENTIALS_FILE", file)
			if err := test.prepare(t, file); err != nil {
				t.Fatal(err)
			}
			a.endsEarly(t, test.phrases...)
			if content, err := os.ReadFile(file); err == nil && string(content) != "thesis" {
				t.Errorf("the file is now %q", content)
			}
		})
	}
}

// endsEarly checks that login fails before it shows an address to open.
func (a account) endsEarly(t *testing.T, phrases ...string) {
	t.Helper()
	t.Setenv("MODULEX_HEROKU_CLIENT_SECRET", herokutest.ClientSecret)
	cli.SetLoginLimit(t, time.Second) // If it waits for its user.
	got := run(t, "login", "-client-id", herokutest.ClientID, "-redirect", a.redirect)
	got.expect(t, 1, phrases...)
	got.hides(t, "/oauth/authorize")
}

// Login warns if plans use other credentials.
func TestLogin_otherCredentials(t *testing.T) {
	a := newAccount(t)
	t.Setenv("HEROKU_API_KEY", "HRKU-other")
	login := a.start(t, herokutest.ClientSecret)
	follow(t, a, login.address)
	login.end().expect(t, 0, "use other credentials, which take precedence: HEROKU_API_KEY", "status")
}
