package provider_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// account is a mock of Heroku's API and its OAuth server. The environment names both addresses.
type account struct {
	*herokutest.OAuth
	api  *herokutest.Heroku
	apps []herokutest.App
}

func newAccount(t *testing.T) account {
	t.Helper()
	apps := herokutest.Apps(50)
	api := herokutest.New(apps...)
	api.LargestPage(20) // Three pages.
	oauth := herokutest.NewOAuth(api)
	t.Setenv("HEROKU_API_URL", herokutest.Start(t, api))
	t.Setenv("MODULEX_HEROKU_TOKEN_URL", herokutest.Serve(t, oauth)+"/oauth/token")
	return account{oauth, api, apps}
}

// credentialsFile writes a credentials file as a login does.
func (a account) credentialsFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "heroku.json")
	err := auth.WriteCredentials(t.Context(), file, auth.Credentials{
		ClientID: herokutest.ClientID, ClientSecret: herokutest.ClientSecret, RefreshToken: a.Allow("read").RefreshToken,
	})
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// refreshVariables sets the three variables of an OAuth refresh token.
func (a account) refreshVariables(t *testing.T) {
	t.Helper()
	t.Setenv("MODULEX_HEROKU_CLIENT_ID", herokutest.ClientID)
	t.Setenv("MODULEX_HEROKU_CLIENT_SECRET", herokutest.ClientSecret)
	t.Setenv("MODULEX_HEROKU_REFRESH_TOKEN", a.Allow("read").RefreshToken)
}

// inBlock returns a provider block with the arguments.
func inBlock(arguments string) string {
	return fmt.Sprintf("provider \"modulex\" {\n  heroku {\n    %s\n  }\n}\n", arguments)
}

func TestSignIn_eachMethodLists(t *testing.T) {
	for name, configure := range map[string]func(t *testing.T, a account) args{
		"token": func(_ *testing.T, a account) args { return args{"token": a.Allow("read").AccessToken} },
		"token in the environment": func(t *testing.T, a account) args {
			t.Setenv("HEROKU_API_KEY", a.Allow("read").AccessToken)
			return nil
		},
		"refresh token": func(_ *testing.T, a account) args {
			return args{"client_id": herokutest.ClientID, "client_secret": herokutest.ClientSecret, "refresh_token": a.Allow("read").RefreshToken}
		},
		"refresh token in the environment": func(t *testing.T, a account) args {
			a.refreshVariables(t)
			return nil
		},
		"credentials file": func(t *testing.T, a account) args { return args{"credentials_file": a.credentialsFile(t)} },
		"credentials file in the environment": func(t *testing.T, a account) args {
			t.Setenv("MODULEX_HEROKU_CREDENTIALS_FILE", a.credentialsFile(t))
			return nil
		},
		"default credentials file": func(t *testing.T, a account) args {
			file, err := auth.DefaultCredentialsFile()
			if err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(a.credentialsFile(t), file); err != nil {
				t.Fatal(err)
			}
			return nil
		},
		"token command": func(t *testing.T, a account) args {
			return args{"token_command": clitest.Command(t, a.Allow("read").AccessToken, "", 0)}
		},
		"netrc": func(t *testing.T, a account) args {
			write(t, clitest.Netrc(), "machine 127.0.0.1 login ada password "+a.Allow("read").AccessToken)
			return nil
		},
		"configuration before environment": func(t *testing.T, a account) args {
			t.Setenv("HEROKU_API_KEY", "of-another-account")
			return args{"token_command": clitest.Command(t, a.Allow("read").AccessToken, "", 0)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			clitest.CleanEnv(t)
			a := newAccount(t)
			state, found := list(t, configure(t, a), args{})
			expected := results(a.apps, len(a.apps))
			if diff := cmp.Diff(expected, pick(state, expected)); diff != "" || found != nil {
				t.Errorf("%s%s", found, diff)
			}
		})
	}
}

// tokenCommand returns what messages call the program of [clitest.Command].
func tokenCommand(t *testing.T) string {
	t.Helper()
	return fmt.Sprintf("token command %q", clitest.Command(t, "", "", 0)[0])
}

func TestSignIn_commandFails(t *testing.T) {
	clitest.CleanEnv(t)
	for name, test := range map[string]struct {
		command []string
		says    []string
	}{
		"exit status":     {clitest.Command(t, "", "no session", 4), []string{tokenCommand(t), "exit status 4", "no session", "Run the command by hand"}},
		"no such program": {[]string{"modulex-no-such-command"}, []string{"modulex-no-such-command", "executable file not found"}},
		"one element":     {[]string{"heroku auth:token"}, []string{`"heroku auth:token"`, `each argument is an element of its own: ["heroku", "auth:token"]`}},
	} {
		t.Run(name, func(t *testing.T) {
			_, found := list(t, args{"token_command": test.command}, args{})
			found.expect(t, append([]string{"Error: Signing in to Heroku failed"}, test.says...)...)
		})
	}
}

// The error for a rejected token names the token's source and a remedy that fits it.
func TestSignIn_rejected(t *testing.T) {
	const login = "terraform-provider-modulex login"
	for name, test := range map[string]struct {
		signIn func(t *testing.T, a account) args
		says   []string
		login  bool // whether login is the remedy
	}{
		"token":                    {func(*testing.T, account) args { return args{"token": "revoked"} }, []string{"the token from heroku.token", "Set heroku.token"}, false},
		"token in the environment": {func(t *testing.T, _ account) args { t.Setenv("HEROKU_API_KEY", "revoked"); return nil }, []string{"the token from HEROKU_API_KEY", "Unset HEROKU_API_KEY"}, false},
		"refresh token": {func(_ *testing.T, a account) args {
			return args{"client_id": herokutest.ClientID, "client_secret": herokutest.ClientSecret, "refresh_token": a.Allow("read").RefreshToken}
		}, []string{"heroku.refresh_token"}, false},
		"refresh token in the environment": {func(t *testing.T, a account) args { a.refreshVariables(t); return nil }, []string{"MODULEX_HEROKU_REFRESH_TOKEN"}, false},
		"credentials file":                 {func(t *testing.T, a account) args { return args{"credentials_file": a.credentialsFile(t)} }, []string{"heroku.json", login}, true},
		"token command": {func(t *testing.T, _ account) args {
			return args{"token_command": clitest.Command(t, "revoked", "Warning: expired", 0)}
		}, []string{"the " + tokenCommand(t), "Warning: expired"}, false},
		"netrc": {func(t *testing.T, _ account) args {
			write(t, clitest.Netrc(), "machine 127.0.0.1 login ada password revoked")
			return nil
		}, []string{"127.0.0.1 in ", filepath.Base(clitest.Netrc()), "Replace the password"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			clitest.CleanEnv(t)
			a := newAccount(t)
			a.api.Use(herokutest.Fail(401, "unauthorized", "Invalid credentials provided."))
			_, found := list(t, test.signIn(t, a), args{})
			found.expect(t, append([]string{"Error: Invalid Heroku token", "401 Unauthorized"}, test.says...)...)
			if strings.Contains(found.String(), login) != test.login {
				t.Errorf("the remedy is login: want %t:\n%s", test.login, found)
			}
		})
	}
}

// If a token expires between two pages, the provider refreshes it once and continues at that page.
func TestSignIn_tokenExpiresMidway(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		a := newAccount(t)
		a.refreshVariables(t)
		var requests atomic.Int32
		a.api.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if requests.Add(1) == 3 {
					a.Expire()
				}
				next.ServeHTTP(w, r)
			})
		})
		workspace := cli.Workspace(t, "testdata/inventory")
		workspace.Run(t, "plan", "-input=false")
		if got := a.Refreshes(); got != 2 {
			t.Errorf("%d refreshes, want one at the start and one for the expired token", got)
		}
		var sent []string
		for _, request := range a.api.Requests() {
			sent = append(sent, fmt.Sprint(request.Status, " ", request.Header.Get("Range")))
		}
		if len(sent) != 4 || !strings.HasPrefix(sent[2], "401 ") || strings.TrimPrefix(sent[2], "401") != strings.TrimPrefix(sent[3], "200") {
			t.Errorf("got the requests %q, want the third page twice", sent)
		}
	})
}

// Each refresh replaces the refresh token, and access tokens expire between any two runs.
func TestSignIn_planAndApplyWithRotation(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		a := newAccount(t)
		a.Rotate(true)
		t.Setenv("MODULEX_HEROKU_CREDENTIALS_FILE", a.credentialsFile(t))
		workspace := cli.Workspace(t, "testdata/inventory")
		for _, args := range [][]string{{"plan", "-input=false", "-out=plan"}, {"apply", "-input=false", "plan"}, {"plan", "-input=false", "-detailed-exitcode"}} {
			workspace.Run(t, args...)
			a.Expire()
		}

		var runs sync.WaitGroup
		for range 2 {
			another := cli.Workspace(t, "testdata/inventory")
			runs.Go(func() {
				if out, message, err := another.Try(t, "plan", "-input=false"); err != nil {
					t.Errorf("one of two concurrent processes failed: %v\n%s%s", err, out, message)
				}
			})
		}
		runs.Wait()
	})
}

func TestSignIn_rotationOutsideAFile(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		a := newAccount(t)
		a.Rotate(true)
		a.refreshVariables(t)
		workspace := cli.Workspace(t, "testdata/inventory")
		out := workspace.Run(t, "plan", "-input=false", "-no-color")
		if !inOrder([]string{"Warning: Heroku has replaced the refresh token", "MODULEX_HEROKU_REFRESH_TOKEN is no longer valid", "credentials file"}).MatchString(out) {
			t.Errorf("no warning:\n%s", out)
		}
		_, message, err := workspace.Try(t, "plan", "-input=false", "-no-color")
		if err == nil || !inOrder([]string{"Error: Signing in to Heroku failed", "401 Unauthorized", "MODULEX_HEROKU_REFRESH_TOKEN was revoked"}).MatchString(message) {
			t.Errorf("got %v:\n%s", err, message)
		}
	})
}

// require_read_only applies to listings and to tokens for other providers.
func TestSignIn_requireReadOnly(t *testing.T) {
	clitest.CleanEnv(t)
	const summary = "Error: Heroku token is not read-only"
	for scope, says := range map[string][]string{
		"read":           nil,
		"read-protected": nil,
		"read identity":  nil,
		"global":         {summary, `scope "global"`, "--scope read"},
		"write":          {summary, `scope "write"`},
		"":               {summary, "does not say which OAuth scope"},
	} {
		for reader, read := range map[string]func(session) (map[string]any, diagnostics){
			"data source":        func(s session) (map[string]any, diagnostics) { return s.read(args{}) },
			"ephemeral resource": session.open,
		} {
			t.Run(scope+", "+reader, func(t *testing.T) {
				a := newAccount(t)
				token := a.Allow(scope).AccessToken
				if scope == "" {
					token = a.Allow("read").AccessToken
					a.api.Use(herokutest.Header(func(h http.Header) { h.Del("Oauth-Scope") }))
				}
				s := newSession(t)
				if found := s.configure(args{"token": token, "require_read_only": true}); found != nil {
					t.Fatal(found)
				}
				result, found := read(s)
				if says != nil {
					found.expect(t, says...)
				} else if found != nil {
					t.Error(found)
				}
				if (result == nil) != (says != nil) {
					t.Errorf("got the result %v", result)
				}
			})
		}
	}
}

// A process checks the scope with at most one request of its own. A listing needs none.
func TestSignIn_requireReadOnlyChecksOnce(t *testing.T) {
	for name, test := range map[string]struct {
		first    func(session) (map[string]any, diagnostics)
		requests int
	}{
		"token first":   {session.open, 1},
		"listing first": {func(s session) (map[string]any, diagnostics) { return s.read(args{}) }, 3},
	} {
		t.Run(name, func(t *testing.T) {
			clitest.CleanEnv(t)
			a := newAccount(t)
			a.refreshVariables(t)
			s := newSession(t)
			if found := s.configure(args{"require_read_only": true}); found != nil {
				t.Fatal(found)
			}
			if _, found := test.first(s); found != nil {
				t.Fatal(found)
			}
			for range 3 {
				if result, found := s.open(); found != nil || result["expires_at"] == nil {
					t.Errorf("got %v, want a token that expires: %s", result, found)
				}
			}
			if got := len(a.api.Requests()); got != test.requests {
				t.Errorf("%d requests, want %d", got, test.requests)
			}
		})
	}
}

func TestSignIn_fileThatOthersCanRead(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		a := newAccount(t)
		file := a.credentialsFile(t)
		if err := os.Chmod(file, 0o640); err != nil {
			t.Fatal(err)
		}
		t.Setenv("MODULEX_HEROKU_CREDENTIALS_FILE", file)
		out := cli.Workspace(t, "testdata/inventory").Run(t, "plan", "-input=false", "-no-color")
		if !inOrder([]string{"Warning: Heroku credentials readable by others", "chmod 600"}).MatchString(out) {
			t.Errorf("no warning:\n%s", out)
		}
	})
}

func TestSignIn_commandRunsAgainAfterA401(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		a := newAccount(t)
		token := a.Allow("read").AccessToken
		workspace := cli.Workspace(t, "testdata/inventory")
		// The first run of the command prints an expired token.
		script := fmt.Sprintf("echo run >>runs; if [ $(wc -l <runs) = 1 ]; then echo expired; else echo %s; fi", token)
		config := filepath.Join(workspace.Dir, "provider.tf")
		if err := os.WriteFile(config, []byte(inBlock(fmt.Sprintf("token_command = [\"sh\", \"-c\", %q]", script))), 0o600); err != nil {
			t.Fatal(err)
		}
		workspace.Run(t, "plan", "-input=false")
		if runs := read(t, filepath.Join(workspace.Dir, "runs")); strings.Count(runs, "run") != 2 {
			t.Errorf("the command ran %d times, want twice", strings.Count(runs, "run"))
		}
		var statuses []int
		for _, request := range a.api.Requests() {
			statuses = append(statuses, request.Status)
		}
		if !slices.Equal(statuses, []int{401, 206, 206, 200}) {
			t.Errorf("got the statuses %d, want one 401 and three pages", statuses)
		}
	})
}

// The log shows the sign-in method and the scope of the token.
func TestSignIn_log(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		a := newAccount(t)
		t.Setenv("MODULEX_HEROKU_CREDENTIALS_FILE", a.credentialsFile(t))
		for level, says := range map[string][]string{
			"INFO":  {"Heroku accepted the token", "scope=read"},
			"DEBUG": {"chose a sign-in method", `method="credentials file"`, "obtained an access token"},
		} {
			t.Setenv("TF_LOG_PROVIDER", level)
			_, log, err := cli.Workspace(t, "testdata/inventory").Try(t, "plan", "-input=false", "-no-color")
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range says {
				if !strings.Contains(log, text) {
					t.Errorf("%s: the log does not say %q", level, text)
				}
			}
		}
	})
}
