//go:build unix

package cli_test

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/testenv"
)

func TestLogin_interrupted(t *testing.T) {
	a := newAccount(t)
	login := a.start(t, herokutest.ClientSecret)
	login.interrupt()
	login.end().expect(t, 1, "Interrupted.")
	nothingSaved(t)
}

// If login is interrupted after it has sent the code, it still saves tokens that arrive soon.
func TestLogin_interruptedExchange(t *testing.T) {
	for name, test := range map[string]struct {
		fault   herokutest.Fault
		code    int
		phrases []string
	}{
		"response on its way": {herokutest.Delay(600 * time.Millisecond), 0,
			[]string{"Signed in to Heroku with scope read.", "could not be checked. The command was interrupted.", "Saved the credentials in "}},
		"no response": {herokutest.Stall(), 1, []string{"Interrupted."}},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			const exchange = 3 // After the page and the decision.
			a.oauth.Use(test.fault.On(exchange))
			login := a.start(t, herokutest.ClientSecret)
			follow(t, a, login.address)
			eventually(t, func() bool { return len(a.oauth.Requests()) == exchange })
			login.interrupt()
			interrupted := time.Now()
			login.end().expect(t, test.code, test.phrases...)
			if took := time.Since(interrupted); took > 20*time.Second { // At most 2 s, but more on a busy computer.
				t.Errorf("it ended %s after Ctrl-C", took)
			}
			if test.code != 0 {
				nothingSaved(t)
				return
			}
			run(t, "status").expect(t, 0, "Signed in to Heroku.")
		})
	}
}

// An interrupted logout keeps the file, so that it can be repeated, whether or not Heroku has
// revoked the sign-in.
func TestLogout_interrupted(t *testing.T) {
	for name, test := range map[string]struct {
		fault herokutest.Fault // of the request that revokes
		code  int              // of the second logout
		says  string
	}{
		"before Heroku revokes": {herokutest.Stall(), 0, "Heroku revoked the sign-in"},
		"after Heroku revoked":  {herokutest.StallBody(0), 1, "could not be revoked at Heroku"},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			file := a.keep(t, "global")
			const revocation = 2 // After the list of authorizations.
			a.api.Use(test.fault.On(revocation))
			logout := launch(t, t.TempDir(), nil, "logout")
			eventually(t, func() bool { return len(a.api.Requests()) == revocation })
			logout.interrupt()
			logout.end().expect(t, 1, "interrupted before Heroku confirmed", "still in "+file, "Run logout again")
			if _, err := os.Stat(file); err != nil {
				t.Errorf("the file is gone: %v", err)
			}
			again := run(t, "logout")
			if again.code != test.code || !strings.Contains(again.out+again.errors, test.says) {
				t.Errorf("the next logout: got %+v, want the exit code %d and %q", again, test.code, test.says)
			}
			nothingSaved(t)
		})
	}
}

// The first signal ends a command that hangs.
func TestRun_interrupted(t *testing.T) {
	for name, signal := range map[string]os.Signal{"SIGINT": syscall.SIGINT, "SIGTERM": syscall.SIGTERM, "SIGHUP": syscall.SIGHUP} {
		t.Run(name, func(t *testing.T) {
			testenv.CatchHangUp(t)
			a := newAccount(t)
			a.keep(t, "read")
			a.api.Use(herokutest.Stall())
			status := launch(t, t.TempDir(), nil, "status")
			eventually(t, func() bool { return len(a.api.Requests()) > 0 })
			if err := status.cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			status.end().expect(t, 1, "Interrupted.")
		})
	}
}

// The second signal kills a command that still waits for tokens to save.
func TestRun_secondSignalKills(t *testing.T) {
	a := newAccount(t)
	a.oauth.SetLife(-time.Second) // So that logout refreshes.
	a.keep(t, "global")
	a.oauth.Use(herokutest.Stall())
	logout := launch(t, t.TempDir(), nil, "logout")
	eventually(t, func() bool { return len(a.oauth.Requests()) > 0 })
	logout.interrupt()
	eventually(t, func() bool { return strings.Contains(logout.errors.String(), "interrupted") })
	select {
	case <-logout.exited:
		t.Fatalf("logout did not wait for the tokens: %+v", logout.end())
	default:
	}
	eventually(t, func() bool {
		logout.interrupt()
		select {
		case <-logout.exited:
			return true
		default:
			return false
		}
	})
	if status := logout.cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != syscall.SIGINT {
		t.Errorf("it ended with %v, want it killed by SIGINT", logout.cmd.ProcessState)
	}
}
