//go:build unix

package auth

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// shell returns the argv that runs a shell script.
func shell(script string) []string { return []string{"sh", "-c", script} }

func TestCommand_inShell(t *testing.T) {
	for name, test := range map[string]struct{ script, want string }{
		"no input":            {`cat; echo secret-1`, "secret-1"},
		"run without a shell": {`echo "$0$1"`, "sh"},
		"a child left behind": {`sleep 60 & echo secret-1`, "secret-1"},
	} {
		t.Run(name, func(t *testing.T) {
			if token, _, err := run(t.Context(), shell(test.script), commandTimeout); err != nil || token != test.want {
				t.Errorf("got %q and %v, want %q", token, err, test.want)
			}
		})
	}
}

func TestCommand_failsInShell(t *testing.T) {
	for name, test := range map[string]failing{
		"long stderr":    {shell(`yes '12345678 ' | head -n 100000 >&2; exit 1`), CommandFailed, "12345678 123…"},
		"endless":        {shell(`yes secret-1 | head -c 10000000`), CommandOutput, "is longer than 64 KiB"},
		"killed":         {shell(`kill -9 $$`), CommandFailed, "signal: killed"},
		"takes too long": {shell(`sleep 60`), CommandTimedOut, "200ms"},
		"not a program":  {[]string{"/"}, CommandNotStarted, "is a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			limit := time.Minute
			if test.problem == CommandTimedOut {
				limit = 200 * time.Millisecond
			}
			test.run(t, limit)
		})
	}
}

func TestCommand_interrupted(t *testing.T) {
	started := filepath.Join(t.TempDir(), "started")
	source, err := commandSource(shell(`mkfifo "` + started + `"; echo > "` + started + `"; exec sleep 60`))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer cancel()
		for ctx.Err() == nil {
			if fifo, err := os.Open(started); err == nil {
				_ = fifo.Close()
				return
			}
		}
	}()
	start := time.Now()
	if _, err := source.Token(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("ended after %s", took)
	}
}

// Ctrl-C in a terminal reaches the command first. The provider's own interrupt arrives later.
func TestCommand_interruptedFirst(t *testing.T) {
	ctx, cancel := interruptedSoon(t)
	defer cancel()
	_, _, err := run(ctx, shell(`kill -INT $$`), commandTimeout)
	if !errors.Is(err, errInterrupt) {
		t.Errorf("got %v, want the interrupt", err)
	}
}

// A token command gets the environment of [Environment].
func TestCommand_environment(t *testing.T) {
	t.Setenv(TokenSetting.Variable(), "of-another-account")
	token, _, err := run(t.Context(), shell(`echo "secret-1$HEROKU_API_KEY"`), commandTimeout)
	if err != nil || token != "secret-1" {
		t.Errorf("got %q and %v, want no inherited credentials", token, err)
	}
}
