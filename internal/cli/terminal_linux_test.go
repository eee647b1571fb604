package cli_test

import (
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/testenv"
)

// terminal is a command in its own terminal.
type terminal struct {
	*os.File

	shown *address
	cmd   *exec.Cmd
	read  chan struct{}
}

// inTerminal starts the built provider in a terminal.
func inTerminal(t *testing.T, args ...string) *terminal {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, clitest.Provider(t), args...) //nolint:gosec // The program under test.
	cmd.Env = append(os.Environ(), "PATH="+t.TempDir())
	testenv.CatchHangUp(t)
	file, err := pty.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	term := &terminal{File: file, shown: &address{found: make(chan string, 1)}, cmd: cmd, read: make(chan struct{})}
	go func() {
		defer close(term.read)
		_, _ = io.Copy(term.shown, file) // It ends with an error when the program does.
	}()
	return term
}

// enter waits for a prompt and types a line.
func (term *terminal) enter(t *testing.T, prompt, line string) {
	t.Helper()
	term.waitFor(t, prompt)
	if _, err := io.WriteString(term, line); err != nil {
		t.Fatal(err)
	}
}

func (term *terminal) waitFor(t *testing.T, text string) {
	t.Helper()
	eventually(t, func() bool { return strings.Contains(term.shown.String(), text) })
}

// echoes reports whether the terminal shows what is typed.
func (term *terminal) echoes(t *testing.T) bool {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(term.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0
}

// ends waits for the end of the command, and checks its exit code and what the terminal shows.
func (term *terminal) ends(t *testing.T, code int, phrases ...string) {
	t.Helper()
	_ = term.cmd.Wait()
	<-term.read
	if got := term.cmd.ProcessState.ExitCode(); got != code {
		t.Errorf("exit code %d, want %d", got, code)
	}
	for _, phrase := range phrases {
		if !strings.Contains(term.shown.String(), phrase) {
			t.Errorf("the terminal does not show %q", phrase)
		}
	}
	if t.Failed() {
		t.Logf("the terminal shows:\n%s", term.shown)
	}
}

const (
	idPrompt     = "Client id (HEROKU_OAUTH_ID): "
	secretPrompt = "Client secret (HEROKU_OAUTH_SECRET, hidden): "
)

// The user types the client id and secret. The terminal does not show the secret.
func TestLogin_asks(t *testing.T) {
	a := newAccount(t)
	term := inTerminal(t, "login", "-redirect", a.redirect)
	term.enter(t, idPrompt, "HEROKU_OAUTH_ID="+herokutest.ClientID+"\n")
	term.waitFor(t, secretPrompt)
	eventually(t, func() bool { return !term.echoes(t) })
	term.enter(t, secretPrompt, "HEROKU_OAUTH_SECRET="+herokutest.ClientSecret+"\n")
	follow(t, a, <-term.shown.found)
	term.ends(t, 0, "Signed in to Heroku")
	if strings.Contains(term.shown.String(), herokutest.ClientSecret) {
		t.Errorf("the terminal shows the secret:\n%s", term.shown)
	}

	// The next sign-in prompts for nothing.
	again := a.start(t, "", "-client-id", "")
	follow(t, a, again.address)
	again.end().expect(t, 0, "Using the OAuth client "+herokutest.ClientID+" of the last sign-in", "run terraform plan")
}

// However login ends at a prompt, the terminal echoes input again.
func TestLogin_endsAtPrompt(t *testing.T) {
	const ctrlC, ctrlD = "\x03", "\x04"
	both := []string{idPrompt, secretPrompt}
	for name, test := range map[string]struct {
		prompts []string
		typed   string
		signal  syscall.Signal
		phrases []string
	}{
		"Ctrl-C":  {prompts: both, typed: ctrlC, phrases: []string{"Interrupted."}},
		"Ctrl-D":  {prompts: []string{idPrompt}, typed: ctrlD, phrases: []string{"was entered.", "environment variable"}},
		"Enter":   {prompts: both, typed: "\n", phrases: []string{"was entered.", "environment variable"}},
		"SIGTERM": {prompts: both, signal: syscall.SIGTERM, phrases: []string{"Interrupted."}},
		"SIGHUP":  {prompts: both, signal: syscall.SIGHUP, phrases: []string{"Interrupted."}},
	} {
		for _, prompt := range test.prompts {
			t.Run(name+" at "+prompt, func(t *testing.T) {
				a := newAccount(t)
				args := []string{"login", "-redirect", a.redirect}
				if prompt == secretPrompt {
					args = append(args, "-client-id", "x")
				}
				term := inTerminal(t, args...)
				term.waitFor(t, prompt)
				eventually(t, func() bool { return term.echoes(t) == (prompt == idPrompt) })
				if test.signal != 0 {
					_ = term.cmd.Process.Signal(test.signal)
				} else {
					term.enter(t, prompt, test.typed)
				}
				term.ends(t, 1, test.phrases...)
				if !term.echoes(t) {
					t.Error("the terminal does not echo input")
				}
				nothingSaved(t)
			})
		}
	}
}

// Without a terminal, login notices the end of an SSH connection only because its output is closed.
func TestLogin_hungUp(t *testing.T) {
	a := newAccount(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, clitest.Provider(t), "login", "-redirect", a.redirect, "-client-id", herokutest.ClientID) //nolint:gosec // The program under test.
	cmd.Env = append(os.Environ(), "PATH="+t.TempDir(), "MODULEX_HEROKU_CLIENT_SECRET="+herokutest.ClientSecret)
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	cmd.Stdout = writer
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = writer.Close()
	shown := &address{found: make(chan string, 1)}
	for buffer := make([]byte, 1024); len(shown.found) == 0; {
		n, err := reader.Read(buffer)
		_, _ = shown.Write(buffer[:n])
		if err != nil {
			t.Fatal(err)
		}
	}
	_ = reader.Close()
	if err := cmd.Wait(); err == nil || ctx.Err() != nil {
		t.Errorf("login ended with %v", err)
	}
	nothingSaved(t)
}

func TestLogin_withoutTerminalOverSSH(t *testing.T) {
	newAccount(t)
	t.Setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
	run(t, "login").expect(t, 1, "there is no terminal to ask for it", "ssh -t -L 8765:localhost:8765 HOST terraform-provider-modulex login\n")
	run(t, "login", "-redirect", "http://127.0.0.1:8766/x").expect(t, 1,
		"ssh -t -L 8766:127.0.0.1:8766 HOST terraform-provider-modulex login -redirect http://127.0.0.1:8766/x\n")
}
