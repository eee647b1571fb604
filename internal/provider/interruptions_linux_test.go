package provider_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/testenv"
)

// interruption interrupts a plan.
type interruption struct {
	inTerminal bool
	// send sends the signal, given the CLI's process and the keyboard of the terminal, if any.
	send func(t *testing.T, cli int, keyboard *os.File) error
	// kills is true if the CLI ends at once, without a message.
	kills bool
}

// interruptions returns the signals that can interrupt a plan, by source and receiver.
func interruptions() map[string]interruption {
	toCLI := func(signal syscall.Signal) func(*testing.T, int, *os.File) error {
		return func(_ *testing.T, cli int, _ *os.File) error { return syscall.Kill(cli, signal) }
	}
	toGroup := func(signal syscall.Signal) func(*testing.T, int, *os.File) error {
		return func(_ *testing.T, cli int, _ *os.File) error { return syscall.Kill(-cli, signal) }
	}
	return map[string]interruption{
		"SIGINT to the CLI":                {send: toCLI(syscall.SIGINT)},
		"SIGINT to the CLI in a terminal":  {inTerminal: true, send: toCLI(syscall.SIGINT)},
		"SIGTERM to the CLI":               {send: toCLI(syscall.SIGTERM)},
		"SIGTERM to the CLI in a terminal": {inTerminal: true, send: toCLI(syscall.SIGTERM)},
		"SIGKILL to the CLI":               {kills: true, send: toCLI(syscall.SIGKILL)},
		"SIGTERM to all, as timeout sends": {send: toGroup(syscall.SIGTERM)},
		"SIGTERM to the provider": {send: func(t *testing.T, _ int, _ *os.File) error {
			err := errors.New("no provider runs")
			for _, id := range testenv.Processes(t, clitest.Provider(t)) {
				err = syscall.Kill(id, syscall.SIGTERM)
			}
			return err
		}},
		"Ctrl-C in a terminal": {inTerminal: true, send: func(_ *testing.T, _ int, keyboard *os.File) error {
			_, err := keyboard.WriteString("\x03")
			return err
		}},
		"a closed terminal": {inTerminal: true, kills: true, send: func(_ *testing.T, _ int, keyboard *os.File) error {
			return keyboard.Close()
		}},
	}
}

// shell runs a command as a shell in a terminal does, and ends after another line of input. When the
// first process of a terminal ends, the system ends all others.
var shell = []string{"sh", "-c", `trap : INT TERM; "$@"; code=$?; read -r _; exit $code`, "sh"}

// interrupt starts a plan, interrupts it when the place is reached, and checks that the provider and
// the processes with any of the marks in their command lines end.
func (i interruption) interrupt(t *testing.T, workspace *clitest.Workspace, reached func() bool, marks ...string) {
	t.Helper()
	testenv.CatchHangUp(t)
	workspace.Attributes = &syscall.SysProcAttr{Setsid: true}
	var keyboard *os.File
	if i.inTerminal {
		master, terminal, err := pty.Open()
		if err != nil {
			t.Fatal(err)
		}
		defer master.Close()
		defer terminal.Close()
		keyboard, workspace.Stdin, workspace.Attributes.Setctty = master, terminal, true
		workspace.Launcher = shell
	}
	process := workspace.Start(t, "plan", "-input=false", "-no-color")
	if !wait(reached) {
		t.Error("the plan never got there")
	}
	cli := process.ID()
	if i.inTerminal {
		cli = children(t, cli)[0]
	}
	if err := i.send(t, cli, keyboard); err != nil {
		t.Error(err)
	}
	for _, mark := range append(marks, clitest.Provider(t)) {
		testenv.Ended(t, mark)
	}
	if i.inTerminal {
		_, _ = keyboard.WriteString("\n") // It may be closed.
	}
	if stdout, stderr, err := process.Wait(); err == nil || !i.kills && !strings.Contains(stderr, "interrupted") {
		t.Errorf("got %v, want an error that says interrupted:\n%s%s", err, stdout, stderr)
	}
}

// A plan is interrupted after the token endpoint has replaced the refresh token and before its
// response arrives.
func TestCLI_interruptedRefreshIsSaved(t *testing.T) {
	for name, interruption := range interruptions() {
		t.Run(name, func(t *testing.T) {
			clitest.Any(t, func(t *testing.T, cli clitest.CLI) {
				api := herokutest.New(herokutest.Apps(3)...)
				oauth := herokutest.NewOAuth(api)
				oauth.Rotate(true)
				file := filepath.Join(t.TempDir(), "heroku.json")
				old := auth.Credentials{
					ClientID: herokutest.ClientID, ClientSecret: herokutest.ClientSecret, RefreshToken: oauth.Allow("read").RefreshToken,
				}
				if err := auth.WriteCredentials(t.Context(), file, old); err != nil {
					t.Fatal(err)
				}
				oauth.Use(herokutest.Delay(600 * time.Millisecond))
				workspace := cli.Workspace(t, "testdata/inventory", "HEROKU_API_URL="+herokutest.Start(t, api),
					"MODULEX_HEROKU_TOKEN_URL="+herokutest.Serve(t, oauth)+"/oauth/token", "MODULEX_HEROKU_CREDENTIALS_FILE="+file)
				interruption.interrupt(t, workspace, func() bool { return len(oauth.Requests()) > 0 })
				saved, err := auth.ReadCredentials(file)
				if err != nil || saved.RefreshToken == old.RefreshToken || saved.AccessToken == "" {
					t.Errorf("the new refresh token was lost: %v", err)
				}
				if leftovers, err := filepath.Glob(file + ".new"); err != nil || leftovers != nil {
					t.Errorf("left %q", leftovers)
				}
			})
		})
	}
}

// A token command and its children end with the plan, and the plan says that it was interrupted,
// not that the command failed.
func TestCLI_interruptedCommandEnds(t *testing.T) {
	mark := fmt.Sprintf("86398.%d", os.Getpid()) // No other process sleeps this long.
	for name, interruption := range interruptions() {
		t.Run(name, func(t *testing.T) {
			clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
				workspace := cli.Workspace(t, "testdata/interrupted", "HEROKU_API_URL="+herokutest.Start(t, herokutest.New()),
					fmt.Sprintf(`TF_VAR_token_command=["sh", "-c", "sleep %s & sleep %[1]s; wait"]`, mark))
				interruption.interrupt(t, workspace, func() bool { return len(testenv.Processes(t, "sleep\x00"+mark)) == 2 }, mark)
			})
		})
	}
}
