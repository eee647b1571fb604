package provider_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// leakTest builds a configuration of many reads, each with its own provider, credentials and mock.
type leakTest struct {
	t         *testing.T
	elsewhere *recorder
	host      string // the address of elsewhere
	files     string // a folder for files that contain canaries
	config    strings.Builder
	reads     int
}

func newLeakTest(t *testing.T) *leakTest {
	a := &leakTest{t: t, elsewhere: &recorder{}, files: t.TempDir()}
	a.host = herokutest.Serve(t, a.elsewhere)
	a.config.WriteString(requires)
	for _, name := range []string{"token", "client_secret", "refresh_token"} {
		fmt.Fprintf(&a.config, "variable %q {\n  type = string\n  sensitive = true\n  ephemeral = true\n}\n", name)
	}
	return a
}

// environment returns the variables that contain canaries or name files that do.
func (a *leakTest) environment() []string {
	return []string{
		"TF_VAR_token=" + canary("token"), "TF_VAR_client_secret=" + canary("secret"), "TF_VAR_refresh_token=" + canary("refresh"),
		"HTTPS_PROXY=http://ada:" + url.QueryEscape(canary("proxy")) + "@127.0.0.1:1", "NO_PROXY=",
		"NETRC=" + a.file("netrc", "machine 127.0.0.1 login ada password "+canary("netrc")+"\n"), "HOME=" + a.files, "XDG_CONFIG_HOME=" + a.files,
	}
}

// file writes a file and returns its path.
func (a *leakTest) file(name, content string) string {
	a.t.Helper()
	file := filepath.Join(a.files, name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		a.t.Fatal(err)
	}
	return file
}

// credentials writes a credentials file and returns its path.
func (a *leakTest) credentials(name string) string {
	a.t.Helper()
	file := filepath.Join(a.files, name)
	if err := auth.WriteCredentials(a.t.Context(), file, auth.Credentials{
		ClientID: "client", ClientSecret: canary("file-secret"), RefreshToken: canary("file-refresh"),
	}); err != nil {
		a.t.Fatal(err)
	}
	return file
}

// api starts a mock of the API that accepts every canary as a token, and returns its address.
func (a *leakTest) api(faults ...herokutest.Fault) string {
	a.t.Helper()
	mock := herokutest.New(herokutest.Apps(7)...)
	mock.LargestPage(3)
	for _, secret := range canaries {
		mock.Authorize(secret, "read")
	}
	for _, fault := range faults {
		mock.Use(fault)
	}
	return herokutest.Start(a.t, mock)
}

// tokens starts a token endpoint that returns the access token, unless a fault prevents it.
func (a *leakTest) tokens(access string, faults ...herokutest.Fault) string {
	var handler http.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"access_token":%q,"expires_in":28799,"refresh_token":%q,"token_type":"Bearer"}`, access, access)
	})
	for _, fault := range faults {
		handler = fault(handler)
	}
	return herokutest.Serve(a.t, handler) + "/oauth/token"
}

// read adds a read and its provider with these arguments.
func (a *leakTest) read(arguments ...string) {
	a.reads++
	fmt.Fprintf(&a.config, `
provider "modulex" {
  alias = "read%[1]d"
  heroku {
    max_retries = 1
    %[2]s
  }
}
data "modulex_heroku_apps" "read%[1]d" {
  provider = modulex.read%[1]d
  timeouts { read = "3s" }
}
output "ids%[1]d" {
  value = data.modulex_heroku_apps.read%[1]d.ids
}
`, a.reads, strings.Join(arguments, "\n    "))
}

// The sign-in methods of the configuration, with canaries. The provider finds the netrc file itself.
const (
	byToken   = `token = var.token`
	byRefresh = "client_id = \"client\"\n    client_secret = var.client_secret\n    refresh_token = var.refresh_token"
	byNetrc   = ``
)

func apiURL(address string) string   { return fmt.Sprintf("api_url = %q", address) }
func tokenURL(address string) string { return fmt.Sprintf("token_url = %q", address) }

// succeed adds a successful read for each sign-in method.
func (a *leakTest) succeed() {
	command := a.file("command.sh", "echo '"+canary("command")+"'")
	a.read(byToken, apiURL(a.api()))
	a.read(byRefresh, apiURL(a.api()), tokenURL(a.tokens(canary("refreshed"))))
	a.read(fmt.Sprintf("credentials_file = %q", a.credentials("heroku.json")), apiURL(a.api()), tokenURL(a.tokens(canary("file-refreshed"))))
	a.read(fmt.Sprintf(`token_command = ["sh", %q]`, command), apiURL(a.api()))
	a.read(byNetrc, apiURL(a.api()))
}

// fail adds a failing read for each sign-in method. TestCanaries_failures has every other failure.
func (a *leakTest) fail() {
	refused := herokutest.Fail(401, "unauthorized", "")
	a.read(byToken, apiURL(a.api(a.faults()["message"])))
	a.read(byRefresh, apiURL(a.api()), tokenURL(a.tokens("", refused)))
	a.read(fmt.Sprintf("credentials_file = %q", a.credentials("heroku.json")), apiURL(a.api(refused)), tokenURL(a.tokens(canary("file-refreshed"))))
	a.read(fmt.Sprintf(`token_command = ["sh", %q]`, a.file("command.sh", "echo '"+canary("command")+"'; exit 1")), apiURL(a.api()))
	a.read(byNetrc, apiURL(a.api(refused)))
}

// failures returns the arguments of a provider for each failure.
func (a *leakTest) failures() map[string]args {
	refused := herokutest.Fail(401, "unauthorized", "")
	token := func(address string) args { return args{"token": canary("token"), "api_url": address} }
	refresh := func(address, tokenURL string) args {
		return args{
			"client_id": "client", "client_secret": canary("secret"), "refresh_token": canary("refresh"), "api_url": address, "token_url": tokenURL,
		}
	}
	file := func(name, address, tokenURL string) args {
		return args{"credentials_file": name, "api_url": address, "token_url": tokenURL}
	}
	command := func(name, script string, faults ...herokutest.Fault) args {
		return args{"token_command": []any{"sh", a.file(name, script)}, "api_url": a.api(faults...)}
	}
	secret := canary("command")
	failures := map[string]args{
		"API, no connection":        token("http://127.0.0.1:1"),
		"API, no proxy":             token("https://heroku.invalid"),
		"API, no TLS":               token("https://" + strings.TrimPrefix(a.api(), "http://")),
		"tokens, no connection":     refresh(a.api(), "http://127.0.0.1:1"),
		"tokens, line break":        refresh(a.api(), a.tokens(canary("refreshed")+"\n")),
		"new token is refused":      refresh(a.api(refused), a.tokens(canary("refreshed"))),
		"file, token is refused":    file(a.credentials("1.json"), a.api(refused), a.tokens(canary("file-refreshed"))),
		"file, refresh is refused":  file(a.credentials("2.json"), a.api(), a.tokens("", refused)),
		"file, broken":              {"credentials_file": a.file("3.json", `{"client_secret":"`+canary("file-secret")), "api_url": a.api()},
		"netrc, token is refused":   {"api_url": a.api(refused)},
		"command fails":             command("1.sh", "echo '"+secret+"'; exit 1"),
		"command fails with words":  command("2.sh", "echo '"+secret+"' >&2; echo '"+secret+"'; exit 1"),
		"command prints two lines":  command("3.sh", "echo '"+secret+"'; echo '"+secret+"'"),
		"command prints words":      command("4.sh", "echo 'token: "+secret+"'"),
		"command does not end":      command("5.sh", "echo '"+secret+"'; sleep 100"),
		"command, token is refused": command("6.sh", "echo '"+secret+"'", refused),
	}
	for name, fault := range a.faults() {
		failures["API, "+name] = token(a.api(fault))
		failures["tokens, "+name] = refresh(a.api(), a.tokens(canary("refreshed"), fault))
	}
	return failures
}

// faults returns faults whose responses appear in messages. Some echo parts of the request.
func (a *leakTest) faults() map[string]herokutest.Fault {
	echo := func(send func(w http.ResponseWriter, sent string)) herokutest.Fault {
		return func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				form, _ := url.ParseQuery(string(body))
				send(w, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")+form.Get("client_secret")+" "+form.Get("refresh_token"))
			})
		}
	}
	echoed := func(body string) herokutest.Fault {
		return echo(func(w http.ResponseWriter, sent string) {
			_, _ = io.WriteString(w, strings.ReplaceAll(body, "SENT", strconv.Quote(sent))) //nolint:gosec // The echo is what is tested.
		})
	}
	raw := func(format string) herokutest.Fault {
		return echo(func(w http.ResponseWriter, sent string) {
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_, _ = fmt.Fprintf(conn, format, sent)
				_ = conn.Close()
			}
		})
	}
	faults := map[string]herokutest.Fault{
		"connection closed":  herokutest.Hangup(),
		"no response":        herokutest.Stall(),
		"body cut":           herokutest.Cut(10),
		"body stalls":        herokutest.StallBody(10),
		"message":            echo(func(w http.ResponseWriter, sent string) { herokutest.WriteError(w, 403, "forbidden", "No: "+sent) }),
		"id":                 echo(func(w http.ResponseWriter, sent string) { herokutest.WriteError(w, 403, sent, "") }),
		"message without id": echo(func(w http.ResponseWriter, sent string) { herokutest.WriteError(w, 403, "", sent) }),
		"headers": echo(func(w http.ResponseWriter, sent string) {
			for _, name := range []string{"Request-Id", "RateLimit-Remaining", "Oauth-Scope", "Oauth-Scope-Accepted", "Location", "Retry-After"} {
				w.Header().Set(name, sent)
			}
			herokutest.WriteError(w, 403, "forbidden", "")
		}),
		"Next-Range": echo(func(w http.ResponseWriter, sent string) {
			w.Header().Set("Request-Id", sent)
			w.Header().Set("Next-Range", "id ]"+sent+"..; max=3")
			w.WriteHeader(http.StatusPartialContent)
			_, _ = fmt.Fprintf(w, `[{"id":"1","name":"a"}]`)
		}),
		"app without name": echoed(`[{"id":SENT}]`),
		"key twice":        echoed(`[{"id":"1","name":"a",SENT:1,SENT:1}]`),
		"app twice":        echoed(`[{"id":SENT,"name":"a"},{"id":SENT,"name":"b"}]`),
		"no HTTP":          raw("%s\r\n\r\n"),
		"reason of a 429":  raw("HTTP/1.1 429 %s\r\n\r\n"),
	}
	for _, status := range []int{302, 400, 401, 402, 403, 404, 406, 410, 418, 422, 429, 500, 502, 503, 504} {
		faults[strconv.Itoa(status)] = herokutest.Fail(status, "some_id", "Some words.")
	}
	for _, status := range []int{301, 302, 303, 307, 308} {
		faults[fmt.Sprintf("%d to another host", status)] = herokutest.Redirect(status, a.host+"/apps")
	}
	return faults
}

// No message, log or other host receives a credential when a read fails.
func TestCanaries_failures(t *testing.T) {
	clitest.CleanEnv(t)
	a := newLeakTest(t)
	for _, variable := range a.environment() {
		name, value, _ := strings.Cut(variable, "=")
		t.Setenv(name, value)
	}
	var reads sync.WaitGroup
	var logged atomic.Int32
	for name, heroku := range a.failures() {
		reads.Go(func() {
			log := &recorder{}
			s := newSession(t)
			s.ctx = tflogtest.RootLogger(s.ctx, log)
			heroku["max_retries"] = 1
			found := s.configure(heroku)
			if found.errors() == nil {
				_, found = s.read(args{"timeouts": args{"read": "3s"}})
			}
			if found.errors() == nil {
				t.Errorf("%s: the read succeeds", name)
			}
			if bytes.Contains(log.received(), []byte("Heroku responded")) {
				logged.Add(1)
			}
			for _, secret := range secretsIn(slices.Concat([]byte(found.String()), log.received())) {
				t.Errorf("%s: a message or the log contains %s", name, secret)
			}
		})
	}
	reads.Wait()
	for _, secret := range secretsIn(a.elsewhere.received()) {
		t.Errorf("another host received %s", secret)
	}
	if logged.Load() == 0 {
		t.Error("no log has a line of the provider")
	}
}

// No log, message, plan, state or other host receives a credential, whether reads succeed or fail.
func TestCLI_canaries(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		t.Run("success", func(t *testing.T) {
			a := newLeakTest(t)
			a.succeed()
			workspace, out := a.workspace(cli), map[string][]byte{}
			for _, args := range [][]string{
				{"plan", "-input=false", "-out=plan"}, {"show", "-json", "plan"}, {"apply", "-input=false", "plan"}, {"output", "-json"},
			} {
				out[strings.Join(args, " ")] = []byte(workspace.Run(t, args...))
			}
			a.check(workspace, out)
		})
		t.Run("failure", func(t *testing.T) {
			a := newLeakTest(t)
			a.fail()
			workspace := a.workspace(cli)
			stdout, stderr, err := workspace.Try(t, "plan", "-input=false", "-no-color", "-out=plan")
			failed := map[string]bool{}
			for _, name := range regexp.MustCompile(`\.read\d+,`).FindAllString(stderr, -1) {
				failed[name] = true
			}
			if err == nil || len(failed) != a.reads {
				t.Errorf("%d reads failed with %v, want all %d:\n%s", len(failed), err, a.reads, stderr)
			}
			a.check(workspace, map[string][]byte{"stdout": []byte(stdout), "stderr": []byte(stderr)})
		})
		t.Run("crash", func(t *testing.T) {
			a := newLeakTest(t)
			mock := herokutest.New()
			mock.Use(herokutest.Stall())
			a.read(byToken, apiURL(herokutest.Start(t, mock)))
			workspace := a.workspace(cli)
			process := workspace.Start(t, "plan", "-input=false", "-no-color")
			if !wait(func() bool { return len(mock.Requests()) > 0 }) {
				t.Error("no request reached Heroku")
			}
			for _, child := range children(t, process.ID()) {
				provider, err := os.FindProcess(child)
				if err != nil {
					t.Fatal(err)
				}
				if err := provider.Signal(syscall.SIGABRT); err != nil {
					t.Error(err)
				}
			}
			stdout, stderr, err := process.Wait()
			if err == nil || !strings.Contains(stderr+read(t, filepath.Join(workspace.Dir, "log")), "goroutine ") {
				t.Errorf("got %v, want a crash of the provider:\n%s", err, stderr)
			}
			a.check(workspace, map[string][]byte{"stdout": []byte(stdout), "stderr": []byte(stderr)})
		})
	})
}

// workspace returns a workspace with the configuration that logs everything to a file.
func (a *leakTest) workspace(cli clitest.CLI) *clitest.Workspace {
	a.t.Helper()
	source := a.t.TempDir()
	if err := os.WriteFile(filepath.Join(source, "main.tf"), []byte(a.config.String()), 0o600); err != nil {
		a.t.Fatal(err)
	}
	workspace := cli.Workspace(a.t, source, a.environment()...)
	workspace.Env = append(workspace.Env, "TF_LOG=TRACE", "TF_LOG_PATH="+filepath.Join(workspace.Dir, "log"))
	return workspace
}

// check reports the canaries in the texts, in the workspace and at the other host.
func (a *leakTest) check(workspace *clitest.Workspace, texts map[string][]byte) {
	a.t.Helper()
	texts["another host"] = a.elsewhere.received()
	for _, leak := range leaks(a.t, workspace.Dir, texts) {
		a.t.Error(leak)
	}
	if log := read(a.t, filepath.Join(workspace.Dir, "log")); !strings.Contains(log, "Called provider defined DataSource Read") && !strings.Contains(log, "goroutine ") {
		a.t.Error("the log has no line of the provider")
	}
}

// children returns the child processes of a process.
func children(t *testing.T, parent int) (ids []int) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range stats {
		stat, err := os.ReadFile(file)
		if err != nil {
			continue // The process has ended.
		}
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		id, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err == nil && fields[1] == strconv.Itoa(parent) {
			ids = append(ids, id)
		}
	}
	if ids == nil {
		t.Error("no child process")
	}
	return ids
}
