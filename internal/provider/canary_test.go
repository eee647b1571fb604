package provider_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// canary returns a recognizable secret with characters that URLs and forms escape.
func canary(of string) string { return "CANARY+" + of + "/x7Qz=" }

// canaries are the secrets in all credentials and in the proxy URL.
var canaries = []string{
	canary("token"), canary("secret"), canary("refresh"), canary("refreshed"), canary("file-secret"), canary("file-refresh"),
	canary("file-refreshed"), canary("command"), canary("netrc"), canary("proxy"),
}

// forms returns the encodings in which a secret can appear.
func forms(secret string) []string {
	escaped := strconv.Quote(secret)
	list := []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), escaped[1 : len(escaped)-1],
		hex.EncodeToString([]byte(secret)), strings.ReplaceAll(secret, "+", `\u002b`),
	}
	// The Base64 form depends on the number of bytes before the secret, modulo 3. Its first and
	// last characters also depend on the bytes beside it, so they are cut off.
	for before := range 3 {
		text := strings.Repeat("x", before) + secret
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			encoded := encoding.EncodeToString([]byte(text))
			list = append(list, encoded[(before*8+5)/6:len(text)*8/6])
		}
	}
	return list
}

// secretsIn returns the canaries that a text contains.
func secretsIn(text []byte) (found []string) {
	for _, secret := range canaries {
		if slices.ContainsFunc(forms(secret), func(form string) bool { return bytes.Contains(text, []byte(form)) }) {
			found = append(found, secret)
		}
	}
	return found
}

// leaks returns the canaries in the texts and in the files of the folder. It also looks into the
// archives that plans are.
func leaks(t *testing.T, dir string, texts map[string][]byte) (found []string) {
	t.Helper()
	look := func(name string, text []byte) {
		for _, secret := range secretsIn(text) {
			found = append(found, fmt.Sprintf("%s contains %s", name, secret))
		}
	}
	for name, text := range texts {
		look(name, text)
	}
	err := filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content := []byte(read(t, file))
		look(file, content)
		if archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content))); err == nil {
			for _, part := range archive.File {
				opened, err := part.Open()
				if err != nil {
					return err
				}
				content, err := io.ReadAll(opened)
				if err != nil {
					return err
				}
				look(file+"/"+part.Name, content)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// recorder is a server other than Heroku. It records what it receives.
type recorder struct {
	mu   sync.Mutex
	seen []byte
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	dump, _ := httputil.DumpRequest(req, true)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, dump...)
	w.WriteHeader(http.StatusTeapot)
}

func (r *recorder) received() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.seen)
}

// The check finds a planted canary in every encoding and place.
func TestCanary_isFound(t *testing.T) {
	secret := canaries[0]
	for name, text := range map[string]string{
		"plain": secret, "in a form": url.Values{"a": {secret}}.Encode(), "in a path": url.PathEscape(secret),
		"quoted": strconv.Quote(secret), "in hex": hex.EncodeToString([]byte(secret)), "as JSON escapes +": strings.ReplaceAll(secret, "+", `\u002b`),
		"basic authentication":          base64.StdEncoding.EncodeToString([]byte(":" + secret)),
		"basic authentication, ada":     base64.StdEncoding.EncodeToString([]byte("ada:" + secret)),
		"base64":                        base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64, in the middle":         base64.StdEncoding.EncodeToString([]byte("12345" + secret + "6")),
		"base64 of URLs, in the middle": base64.RawURLEncoding.EncodeToString([]byte("1234567" + secret + "89")),
	} {
		t.Run(name, func(t *testing.T) {
			text := []byte("before " + text + " after")
			if found := leaks(t, t.TempDir(), map[string][]byte{"text": text}); len(found) != 1 {
				t.Errorf("in a text: found %q", found)
			}
			dir := t.TempDir()
			var archive bytes.Buffer
			plan := zip.NewWriter(&archive)
			part, err := plan.Create("tfplan")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := part.Write(text); err != nil {
				t.Fatal(err)
			}
			if err := plan.Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Join(dir, "deep"), 0o700); err != nil {
				t.Fatal(err)
			}
			for name, content := range map[string][]byte{"deep/log": text, "plan": archive.Bytes()} {
				if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if found := leaks(t, dir, nil); len(found) != 2 {
				t.Errorf("in files: found %q", found)
			}
			host := &recorder{}
			request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/?q="+url.QueryEscape(string(text)), strings.NewReader(string(text)))
			host.ServeHTTP(httptest.NewRecorder(), request)
			if found := leaks(t, t.TempDir(), map[string][]byte{"host": host.received()}); len(found) != 1 {
				t.Errorf("in a request: found %q", found)
			}
		})
	}
	if found := secretsIn([]byte("CANARY+ token/x7Qz= and " + secret[1:])); found != nil {
		t.Errorf("found %q, want nothing", found)
	}
}

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

func (a *leakTest) file(name, content string) string {
	a.t.Helper()
	file := filepath.Join(a.files, name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
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

// The sign-in methods, with a canary in each credential. The provider finds the netrc file itself.
const (
	byToken   = `token = var.token`
	byRefresh = "client_id = \"client\"\n    client_secret = var.client_secret\n    refresh_token = var.refresh_token"
	byNetrc   = ``
)

func (a *leakTest) byFile() string {
	name := filepath.Join(a.files, fmt.Sprintf("heroku%d.json", a.reads))
	if err := auth.WriteCredentials(a.t.Context(), name, auth.Credentials{
		ClientID: "client", ClientSecret: canary("file-secret"), RefreshToken: canary("file-refresh"),
	}); err != nil {
		a.t.Fatal(err)
	}
	return fmt.Sprintf("credentials_file = %q", name)
}

func (a *leakTest) byCommand(script string) string {
	name := a.file(fmt.Sprintf("command%d.sh", a.reads), script)
	return fmt.Sprintf(`token_command = ["sh", %q]`, name)
}

func apiURL(address string) string   { return fmt.Sprintf("api_url = %q", address) }
func tokenURL(address string) string { return fmt.Sprintf("token_url = %q", address) }

// succeed adds a successful read for each sign-in method.
func (a *leakTest) succeed() {
	prints := "echo '" + canary("command") + "'"
	a.read(byToken, apiURL(a.api()))
	a.read(byRefresh, apiURL(a.api()), tokenURL(a.tokens(canary("refreshed"))))
	a.read(a.byFile(), apiURL(a.api()), tokenURL(a.tokens(canary("file-refreshed"))))
	a.read(a.byCommand(prints), apiURL(a.api()))
	a.read(byNetrc, apiURL(a.api()))
}

// fail adds a read for each failure.
func (a *leakTest) fail() {
	for _, fault := range a.faults() {
		a.read(byToken, apiURL(a.api(fault)))
		a.read(byRefresh, apiURL(a.api()), tokenURL(a.tokens(canary("refreshed"), fault)))
	}
	refuse := herokutest.Fail(401, "unauthorized", "")
	a.read(byToken, apiURL("http://127.0.0.1:1"))
	a.read(byToken, apiURL("https://heroku.invalid"))
	a.read(byToken, apiURL("https://"+strings.TrimPrefix(a.api(), "http://")))
	a.read(byRefresh, apiURL(a.api()), tokenURL("http://127.0.0.1:1"))
	a.read(byRefresh, apiURL(a.api(refuse)), tokenURL(a.tokens(canary("refreshed"))))
	a.read(byRefresh, apiURL(a.api()), tokenURL(a.tokens(canary("refreshed")+"\\n")))
	a.read(a.byFile(), apiURL(a.api(refuse)), tokenURL(a.tokens(canary("file-refreshed"))))
	a.read(a.byFile(), apiURL(a.api()), tokenURL(a.tokens("", refuse)))
	a.read(fmt.Sprintf("credentials_file = %q", a.file("broken.json", `{"client_secret":"`+canary("file-secret"))), apiURL(a.api()))
	a.read(byNetrc, apiURL(a.api(refuse)))
	secret := canary("command")
	for _, script := range []string{
		"echo '" + secret + "'; exit 1", "echo '" + secret + "' >&2; echo '" + secret + "'; exit 1", "echo '" + secret + "'; echo '" + secret + "'",
		"echo 'token: " + secret + "'", "echo '" + secret + "'; sleep 100",
	} {
		a.read(a.byCommand(script), apiURL(a.api()))
	}
	a.read(a.byCommand("echo '"+secret+"'"), apiURL(a.api(refuse)))
}

// faults returns faults whose responses appear in messages. Some echo parts of the request.
func (a *leakTest) faults() (faults []herokutest.Fault) {
	for _, status := range []int{302, 400, 401, 403, 429, 503} {
		faults = append(faults, herokutest.Fail(status, "some_id", "Some words."))
	}
	for _, status := range []int{302, 307} {
		faults = append(faults, herokutest.Redirect(status, a.host+"/apps"))
	}
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
	return append(faults,
		herokutest.Hangup(), herokutest.Stall(), herokutest.Cut(10), herokutest.StallBody(10),
		echo(func(w http.ResponseWriter, sent string) { herokutest.WriteError(w, 403, "forbidden", "No: "+sent) }),
		echo(func(w http.ResponseWriter, sent string) { herokutest.WriteError(w, 403, sent, "") }),
		echo(func(w http.ResponseWriter, sent string) { herokutest.WriteError(w, 403, "", sent) }),
		echo(func(w http.ResponseWriter, sent string) {
			for _, name := range []string{"Request-Id", "RateLimit-Remaining", "Oauth-Scope", "Oauth-Scope-Accepted", "Location", "Retry-After"} {
				w.Header().Set(name, sent)
			}
			herokutest.WriteError(w, 403, "forbidden", "")
		}),
		echo(func(w http.ResponseWriter, sent string) {
			w.Header().Set("Request-Id", sent)
			w.Header().Set("Next-Range", "id ]"+sent+"..; max=3")
			w.WriteHeader(http.StatusPartialContent)
			_, _ = fmt.Fprintf(w, `[{"id":"1","name":"a"}]`)
		}),
		echoed(`[{"id":SENT}]`), echoed(`[{"id":"1","name":"a",SENT:1,SENT:1}]`), echoed(`[{"id":SENT,"name":"a"},{"id":SENT,"name":"b"}]`),
		echo(func(w http.ResponseWriter, sent string) {
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_, _ = fmt.Fprintf(conn, "%s\r\n\r\n", sent)
				_ = conn.Close()
			}
		}),
		echo(func(w http.ResponseWriter, sent string) {
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_, _ = fmt.Fprintf(conn, "HTTP/1.1 429 %s\r\n\r\n", sent)
				_ = conn.Close()
			}
		}),
	)
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
			if cli.Name != "tofu" { // Each read starts a process, and the messages do not depend on the CLI.
				return
			}
			a := newLeakTest(t)
			a.fail()
			workspace := a.workspace(cli)
			stdout, stderr, err := workspace.Try(t, "plan", "-input=false", "-no-color", "-parallelism=20", "-out=plan")
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
