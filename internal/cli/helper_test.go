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

// account is a mock of Heroku that the environment leads to.
type account struct {
	api      *herokutest.Heroku
	oauth    *herokutest.OAuth
	apiURL   string
	id       string // address of the mock of id.heroku.com
	redirect string
}

// newAccount makes an account in an environment that holds nothing else.
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

// ended is what a command has said and how it ended.
type ended struct {
	code        int
	out, errors string
}

// run runs a command in this process, without a terminal.
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

// login is a login that waits for a person.
type login struct {
	// address is the address that the person must open.
	address string
	// interrupt is Ctrl-C.
	interrupt func()
	end       func() ended
	exited    chan struct{}
}

// start runs the built provider's login, with the client's secret, if one is given, in its
// environment alone, until it waits.
func (a account) start(t *testing.T, secret string, args ...string) login {
	t.Helper()
	return a.startOn(t, t.TempDir(), secret, args...) // Without a program that opens the browser of the person who tests.
}

// startOn runs login with the programs of a folder.
func (a account) startOn(t *testing.T, bin, secret string, args ...string) login {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	args = append([]string{"login", "-client-id", herokutest.ClientID, "-redirect", a.redirect}, args...)
	cmd := exec.CommandContext(ctx, clitest.Provider(t), args...) //nolint:gosec // What is tested.
	cmd.Env = append(os.Environ(), "PATH="+bin)
	if secret != "" {
		cmd.Env = append(cmd.Env, "MODULEX_HEROKU_CLIENT_SECRET="+secret)
	}
	var errs bytes.Buffer
	var out address
	cmd.Stdout, cmd.Stderr = &out, &errs
	out.found = make(chan string, 1)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(exited)
	}()
	end := func() ended {
		<-exited
		return ended{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
	}
	select {
	case address := <-out.found:
		return login{address: address, interrupt: func() { _ = cmd.Process.Signal(syscall.SIGINT) }, end: end, exited: exited}
	case <-exited:
		t.Fatalf("ended early: %+v", end())
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

// address is an output in which the address to open is looked for.
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

// expect compares how a command ended.
func (e ended) expect(t *testing.T, code int, words ...string) {
	t.Helper()
	if e.code != code {
		t.Errorf("exit code %d, want %d", e.code, code)
	}
	for _, word := range words {
		if !strings.Contains(e.out+e.errors, word) {
			t.Errorf("it does not say %q", word)
		}
	}
	if (code == 0) != (e.errors == "") {
		t.Errorf("exit code %d with the errors %q", e.code, e.errors)
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
			t.Fatal("waited in vain")
		}
	}
}

// hides fails the test if a command shows any of the texts.
func (e ended) hides(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(e.out+e.errors, text) {
			t.Errorf("it shows %q:\n%s%s", text, e.out, e.errors)
		}
	}
}
