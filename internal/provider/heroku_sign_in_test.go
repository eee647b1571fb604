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

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// account is a mock of both sides of Heroku, to which the environment leads.
type account struct {
	*herokutest.OAuth
	api  *herokutest.Heroku
	apps []herokutest.App
}

func newAccount(t *testing.T) account {
	t.Helper()
	apps := herokutest.Apps(2345) // Three pages.
	api := herokutest.New(apps...)
	oauth := herokutest.NewOAuth(api)
	t.Setenv("HEROKU_API_URL", herokutest.Start(t, api))
	t.Setenv("MODULEX_HEROKU_TOKEN_URL", herokutest.Serve(t, oauth)+"/oauth/token")
	return account{oauth, api, apps}
}

// credentialsFile writes what a sign-in leaves.
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

// refreshVariables sets the three variables of an OAuth client.
func (a account) refreshVariables(t *testing.T) {
	t.Helper()
	t.Setenv("MODULEX_HEROKU_CLIENT_ID", herokutest.ClientID)
	t.Setenv("MODULEX_HEROKU_CLIENT_SECRET", herokutest.ClientSecret)
	t.Setenv("MODULEX_HEROKU_REFRESH_TOKEN", a.Allow("read").RefreshToken)
}

// herokuBlock is a provider configuration.
func herokuBlock(arguments string) string {
	return fmt.Sprintf("provider \"modulex\" {\n  heroku {\n    %s\n  }\n}\n", arguments)
}

func TestSignIn_eachWayLists(t *testing.T) {
	for name, configure := range map[string]func(t *testing.T, a account) string{
		"token": func(_ *testing.T, a account) string {
			return herokuBlock(fmt.Sprintf("token = %q", a.Allow("read").AccessToken))
		},
		"token in the environment": func(t *testing.T, a account) string {
			t.Setenv("HEROKU_API_KEY", a.Allow("read").AccessToken)
			return ""
		},
		"refresh token": func(_ *testing.T, a account) string {
			return herokuBlock(fmt.Sprintf("client_id = %q\n    client_secret = %q\n    refresh_token = %q",
				herokutest.ClientID, herokutest.ClientSecret, a.Allow("read").RefreshToken))
		},
		"refresh token in the environment": func(t *testing.T, a account) string {
			a.refreshVariables(t)
			return ""
		},
		"credentials file": func(t *testing.T, a account) string {
			return herokuBlock(fmt.Sprintf("credentials_file = %q", a.credentialsFile(t)))
		},
		"credentials file in the environment": func(t *testing.T, a account) string {
			t.Setenv("MODULEX_HEROKU_CREDENTIALS_FILE", a.credentialsFile(t))
			return ""
		},
		"credentials file at its place": func(t *testing.T, a account) string {
			file, err := auth.DefaultCredentialsFile()
			if err != nil {
				t.Fatal(err)
			}
			credentials, err := auth.ReadCredentials(a.credentialsFile(t))
			if err != nil {
				t.Fatal(err)
			}
			if err := auth.WriteCredentials(t.Context(), file, credentials); err != nil {
				t.Fatal(err)
			}
			return ""
		},
		"token command": func(_ *testing.T, a account) string {
			return herokuBlock(fmt.Sprintf("token_command = [\"echo\", %q]", a.Allow("read").AccessToken))
		},
		"netrc": func(t *testing.T, a account) string {
			netrc := "machine 127.0.0.1 login ada password " + a.Allow("read").AccessToken
			if err := os.WriteFile(filepath.Join(os.Getenv("HOME"), ".netrc"), []byte(netrc), 0o600); err != nil {
				t.Fatal(err)
			}
			return ""
		},
		"configuration before environment": func(t *testing.T, a account) string {
			t.Setenv("HEROKU_API_KEY", "of another account")
			return herokuBlock(fmt.Sprintf("token_command = [\"echo\", %q]", a.Allow("read").AccessToken))
		},
	} {
		t.Run(name, func(t *testing.T) {
			clitest.Each(t, func(t *testing.T, _ clitest.CLI) {
				a := newAccount(t)
				config := requires + configure(t, a) + data("")
				resource.UnitTest(t, resource.TestCase{
					ProtoV6ProviderFactories: factories,
					Steps:                    []resource.TestStep{{Config: config, ConfigStateChecks: exactly(a.apps, len(a.apps))}},
				})
			})
		})
	}
}

func TestSignIn_mistakes(t *testing.T) {
	block := func(arguments ...string) string {
		return requires + herokuBlock(strings.Join(arguments, "\n    ")) + data("")
	}
	const (
		token   = `token = "t"`
		id      = `client_id = "i"`
		secret  = `client_secret = "s"`
		refresh = `refresh_token = "r"`
		file    = `credentials_file = "nowhere.json"`
		command = `token_command = ["echo", "t"]`
	)
	twoWays := func(name, second string, arguments ...string) mistake {
		return mistake{name, block(arguments...), []string{"Error: Two ways to sign in to Heroku", "heroku." + second}}
	}
	fails(t, []mistake{
		twoWays("token and client", "client_id", token, id, secret, refresh),
		twoWays("token and file", "credentials_file", token, file),
		twoWays("client and command", "token_command", id, secret, refresh, command),
		twoWays("file and command", "token_command", file, command),
		twoWays("token and a part of a client", "client_secret", token, secret),
		{"client without a secret", block(id, refresh), []string{"Error: A part of the Heroku sign-in is missing", "heroku.client_secret is not set"}},
		{"secret alone", block(secret), []string{"Error: A part of the Heroku sign-in is missing", "heroku.client_id is not set"}},
		{"empty client id", block(`client_id = ""`, secret, refresh), []string{"Error: Invalid Heroku sign-in", "heroku.client_id cannot be used: it is empty"}},
		{"empty refresh token", block(id, secret, `refresh_token = ""`), []string{"Error: Invalid Heroku sign-in", "heroku.refresh_token cannot be used: it is empty"}},
		{"empty file name", block(`credentials_file = ""`), []string{"Error: Invalid Heroku sign-in", "heroku.credentials_file cannot be used: it is empty"}},
		{"no such file", block(file), []string{"Error: Invalid Heroku sign-in", "heroku.credentials_file cannot be used:", "no such file"}},
		{"no command", block(`token_command = []`), []string{"token_command", "at least 1"}},
		{"empty command", block(`token_command = ["", "a"]`), []string{"Error: Invalid Heroku sign-in", "heroku.token_command cannot be used: it is empty"}},
		{"null in the command", block(`token_command = ["echo", null]`), []string{"contains a null value"}},
		{"command that fails", block(`token_command = ["sh", "-c", "echo no session >&2; exit 4"]`), []string{
			"Error: Signing in to Heroku failed", `The token command "sh" failed with exit status 4 and said: no session.`, "Run the command by hand",
		}},
		{"command that is not there", block(`token_command = ["modulex-no-such-command"]`), []string{"Error: Signing in to Heroku failed", "executable file not found"}},
		{"token endpoint", block(token, `token_url = "http://id.heroku.com/oauth/token"`), []string{"Error: Invalid address", "it must be https"}},
		{"refresh token known after apply", "resource \"terraform_data\" \"token\" {\n  input = \"t\"\n}\n" +
			block(id, secret, `refresh_token = terraform_data.token.output`), []string{"Error: Provider configuration is not known yet", "no other account"}},
		{"argument known after apply", "resource \"terraform_data\" \"token\" {\n  input = \"t\"\n}\n" +
			block(`token_command = ["echo", terraform_data.token.output]`), []string{"Error: Provider configuration is not known yet", "no other account"}},
	})
}

func TestSignIn_environmentMistakes(t *testing.T) {
	for name, test := range map[string]struct {
		env  map[string]string
		says []string
	}{
		"empty token": {map[string]string{"HEROKU_API_KEY": ""}, []string{"Error: Invalid Heroku sign-in", "variable HEROKU_API_KEY cannot be used: it is empty"}},
		"a part of a client": {map[string]string{"MODULEX_HEROKU_CLIENT_ID": "i", "MODULEX_HEROKU_REFRESH_TOKEN": "r"}, []string{
			"Error: Invalid Heroku sign-in", "variable MODULEX_HEROKU_CLIENT_SECRET cannot be used: it is not set",
		}},
		"empty secret": {map[string]string{"MODULEX_HEROKU_CLIENT_ID": "i", "MODULEX_HEROKU_CLIENT_SECRET": "", "MODULEX_HEROKU_REFRESH_TOKEN": "r"}, []string{
			"Error: Invalid Heroku sign-in", "variable MODULEX_HEROKU_CLIENT_SECRET cannot be used: it is empty",
		}},
		"no such file": {map[string]string{"MODULEX_HEROKU_CREDENTIALS_FILE": "nowhere.json"}, []string{
			"Error: Invalid Heroku sign-in", "variable MODULEX_HEROKU_CREDENTIALS_FILE cannot be used: open nowhere.json",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			clitest.Each(t, func(t *testing.T, _ clitest.CLI) {
				for name, value := range test.env {
					t.Setenv(name, value)
				}
				resource.UnitTest(t, resource.TestCase{
					ProtoV6ProviderFactories: factories,
					Steps:                    []resource.TestStep{{Config: requires + data(""), PlanOnly: true, ExpectError: inOrder(test.says)}},
				})
			})
		})
	}
}

// A token that expires between two pages costs one refresh, and the listing goes on where it was.
func TestSignIn_tokenExpiresMidway(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		a := newAccount(t)
		a.refreshVariables(t)
		var answered atomic.Int32
		a.api.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if answered.Add(1) == 3 {
					a.Expire()
				}
				next.ServeHTTP(w, r)
			})
		})
		workspace := cli.Workspace(t, "testdata/inventory")
		workspace.Run(t, "plan", "-input=false")
		if got := a.Refreshes(); got != 2 {
			t.Errorf("%d refreshes, want one to begin with and one for the expired token", got)
		}
		var asked []string
		for _, request := range a.api.Requests() {
			asked = append(asked, fmt.Sprint(request.Status, " ", request.Header.Get("Range")))
		}
		if len(asked) != 4 || !strings.HasPrefix(asked[2], "401 ") || strings.TrimPrefix(asked[2], "401") != strings.TrimPrefix(asked[3], "200") {
			t.Errorf("asked %q, want the third page twice", asked)
		}
	})
}

// Heroku replaces the refresh token with each refresh here, and access tokens expire between any two runs.
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
					t.Errorf("of two processes at once, one failed: %v\n%s%s", err, out, message)
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
		if !inOrder([]string{"Warning: Heroku has replaced the refresh token", "the next run needs a new sign-in", "credentials_file"}).MatchString(out) {
			t.Errorf("no warning:\n%s", out)
		}
		_, message, err := workspace.Try(t, "plan", "-input=false", "-no-color")
		if err == nil || !inOrder([]string{"Error: Signing in to Heroku failed", "401 Unauthorized", "terraform-provider-modulex login"}).MatchString(message) {
			t.Errorf("got %v:\n%s", err, message)
		}
	})
}

func TestSignIn_requireReadOnly(t *testing.T) {
	clitest.Each(t, func(t *testing.T, _ clitest.CLI) {
		for scope, says := range map[string][]string{
			"read":           nil,
			"read-protected": nil,
			"read identity":  nil,
			"global":         {"Error: The Heroku token may do more than read", `scope "global"`, "--scope read"},
			"write":          {"Error: The Heroku token may do more than read", `scope "write"`},
			"":               {"Error: The Heroku token may do more than read", "does not say which OAuth scope"},
		} {
			t.Run(scope, func(t *testing.T) {
				a := newAccount(t)
				token := a.Allow(scope).AccessToken
				if scope == "" {
					token = a.Allow("read").AccessToken
					a.api.Use(withoutScope)
				}
				step := resource.TestStep{
					Config:            requires + herokuBlock(fmt.Sprintf("token = %q\n    require_read_only = true", token)) + data(""),
					ConfigStateChecks: exactly(a.apps, len(a.apps)),
				}
				if says != nil {
					step.ConfigStateChecks, step.ExpectError = nil, inOrder(says)
				}
				resource.UnitTest(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{step}})
			})
		}
	})
}

// withoutScope is a fault that leaves the scope out of each answer.
func withoutScope(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&changedWriter{ResponseWriter: w, change: func(h http.Header) { h.Del("Oauth-Scope") }}, r)
	})
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
		if !inOrder([]string{"Warning: Others can read the Heroku credentials", "chmod 600"}).MatchString(out) {
			t.Errorf("no warning:\n%s", out)
		}
	})
}

func TestSignIn_commandRunsAgainAfterA401(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		a := newAccount(t)
		token := a.Allow("read").AccessToken
		workspace := cli.Workspace(t, "testdata/inventory")
		// Its first token is an old one.
		script := fmt.Sprintf("echo run >>runs; if [ $(wc -l <runs) = 1 ]; then echo expired; else echo %s; fi", token)
		config := filepath.Join(workspace.Dir, "provider.tf")
		if err := os.WriteFile(config, []byte(herokuBlock(fmt.Sprintf("token_command = [\"sh\", \"-c\", %q]", script))), 0o600); err != nil {
			t.Fatal(err)
		}
		workspace.Run(t, "plan", "-input=false")
		if runs := read(t, filepath.Join(workspace.Dir, "runs")); strings.Count(runs, "run") != 2 {
			t.Errorf("the command ran %d times, want twice", strings.Count(runs, "run"))
		}
		var answers []int
		for _, request := range a.api.Requests() {
			answers = append(answers, request.Status)
		}
		if !slices.Equal(answers, []int{401, 206, 206, 200}) {
			t.Errorf("got the answers %d, want one 401 and three pages", answers)
		}
	})
}

// The log tells which way was taken and what the token may do, and no credential.
func TestSignIn_log(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		a := newAccount(t)
		t.Setenv("MODULEX_HEROKU_CREDENTIALS_FILE", a.credentialsFile(t))
		for level, says := range map[string][]string{
			"INFO":  {"Heroku accepted the token", "scope=read"},
			"DEBUG": {"chose how to sign in to Heroku", `way="credentials file"`, "got an access token"},
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
