package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/cli"
	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

func TestMain(m *testing.M) { clitest.Main(m) }

// account is a mock of Heroku. The environment's addresses point to it.
type account struct {
	api      *herokutest.Heroku
	oauth    *herokutest.OAuth
	apiURL   string
	id       string // address of the mock of id.heroku.com
	redirect string
}

// newAccount starts an account, and empties the environment of everything but its addresses.
func newAccount(t *testing.T) account {
	t.Helper()
	clitest.CleanEnv(t)
	api := herokutest.New(herokutest.Apps(3)...)
	a := account{api: api, oauth: herokutest.NewOAuth(api), redirect: fmt.Sprintf("http://localhost:%d/callback", freePort(t))}
	a.oauth.Register(a.redirect)
	a.id = herokutest.Serve(t, a.oauth)
	a.apiURL = herokutest.Serve(t, api)
	t.Setenv("HEROKU_API_URL", a.apiURL)
	t.Setenv("MODULEX_HEROKU_TOKEN_URL", a.id+"/oauth/token")
	return a
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "[::]:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// ended is a command's exit code and output.
type ended struct {
	code        int
	out, errors string
}

// run runs a command in this process without a terminal.
func run(t *testing.T, args ...string) ended {
	t.Helper()
	var out, errs bytes.Buffer
	code := cli.Run(t.Context(), "1.2.3", args, cli.Console{In: noTerminal(t), Out: &out, Err: &errs})
	return ended{code, out.String(), errs.String()}
}

func noTerminal(t *testing.T) *os.File {
	t.Helper()
	file, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

// process is a running command of the built provider.
type process struct {
	cmd         *exec.Cmd
	out, errors address
	exited      chan struct{}
}

// launch starts a command of the built provider with the folder bin as PATH.
func launch(t *testing.T, bin string, env []string, args ...string) *process {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	p := &process{
		cmd: exec.CommandContext(ctx, clitest.Provider(t), args...), //nolint:gosec // The program under test.
		out: address{found: make(chan string, 1)}, exited: make(chan struct{}),
	}
	p.cmd.Env = slices.Concat(os.Environ(), env, []string{"PATH=" + bin})
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.errors
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.exited)
	}()
	return p
}

// interrupt sends the signal of Ctrl-C.
func (p *process) interrupt() { _ = p.cmd.Process.Signal(syscall.SIGINT) }

// end waits for the end of the command.
func (p *process) end() ended {
	<-p.exited
	return ended{p.cmd.ProcessState.ExitCode(), p.out.String(), p.errors.String()}
}

// login is a running login that waits for its user.
type login struct {
	*process

	address string // that the user must open
}

// start runs login in the built provider until it waits for its user. A client secret, if any, is
// only in that program's environment.
func (a account) start(t *testing.T, secret string, args ...string) login {
	t.Helper()
	return a.startOn(t, t.TempDir(), secret, args...) // An empty PATH, so that no browser opens.
}

// startOn is start with the folder bin as PATH.
func (a account) startOn(t *testing.T, bin, secret string, args ...string) login {
	t.Helper()
	var env []string
	if secret != "" {
		env = append(env, "MODULEX_HEROKU_CLIENT_SECRET="+secret)
	}
	args = append([]string{"login", "-client-id", herokutest.ClientID, "-redirect", a.redirect}, args...)
	p := launch(t, bin, env, args...)
	select {
	case address := <-p.out.found:
		return login{p, address}
	case <-p.exited:
		t.Fatalf("login ended early: %+v", p.end())
		return login{}
	}
}

// stillWaits fails the test if the login has ended.
func (l login) stillWaits(t *testing.T) {
	t.Helper()
	select {
	case <-l.exited:
		t.Fatalf("login has ended: %+v", l.end())
	default:
	}
}

// address collects output and sends the address to open on found.
type address struct {
	mu    sync.Mutex
	text  strings.Builder
	found chan string
}

var shownAddress = regexp.MustCompile(`\n  (http://\S+)\r?\n`)

func (a *address) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, _ = a.text.Write(p)
	if match := shownAddress.FindStringSubmatch(a.text.String()); match != nil {
		select {
		case a.found <- match[1]:
		default:
		}
	}
	return len(p), nil
}

func (a *address) String() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.text.String()
}

var _ io.Writer = (*address)(nil)

// expect checks the exit code, and that the output contains each of the words.
func (e ended) expect(t *testing.T, code int, words ...string) {
	t.Helper()
	if e.code != code {
		t.Errorf("exit code %d, want %d", e.code, code)
	}
	for _, word := range words {
		if !strings.Contains(e.out+e.errors, word) {
			t.Errorf("the output does not say %q", word)
		}
	}
	if (code == 0) != (e.errors == "") {
		t.Errorf("exit code %d with %q on stderr", e.code, e.errors)
	}
	if t.Failed() {
		t.Logf("output:\n%s\nerrors:\n%s", e.out, e.errors)
	}
}

// eventually waits for a condition.
func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the condition did not hold within 30 s")
		}
	}
}

// hides checks that the output contains none of the texts.
func (e ended) hides(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(e.out+e.errors, text) {
			t.Errorf("the output shows %q:\n%s%s", text, e.out, e.errors)
		}
	}
}
