package auth

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// shell returns the argv that runs a shell script.
func shell(script string) []string { return []string{"sh", "-c", script} }

func commandSource(argv []string) (*Source, error) {
	source, _, err := Settings{TokenCommand: argv}.Source(Config{Logger: slog.New(slog.DiscardHandler)})
	return source, err
}

func TestCommand(t *testing.T) {
	for name, test := range map[string]struct{ script, want string }{
		"a token":             {`echo secret-1`, "secret-1"},
		"white space":         {`printf '\n secret-1 \r\n\n'`, "secret-1"},
		"warnings on stderr":  {`echo secret-1; echo 'Warning: old version' >&2`, "secret-1"},
		"no input":            {`cat; echo secret-1`, "secret-1"},
		"run without a shell": {`echo "$0$1"`, "sh"},
		"a child left behind": {`sleep 60 & echo secret-1`, "secret-1"},
	} {
		t.Run(name, func(t *testing.T) {
			source, err := commandSource(shell(test.script))
			if err != nil {
				t.Fatal(err)
			}
			token, err := source.Token(t.Context())
			if err != nil || token.AccessToken != test.want || !token.Expiry.IsZero() {
				t.Errorf("got %v and %v, want %q", token, err, test.want)
			}
		})
	}
}

func TestCommand_fails(t *testing.T) {
	for name, test := range map[string]struct {
		argv    []string
		problem Problem
		says    string
	}{
		"exit code":           {shell(`echo 'not signed in' >&2; exit 3`), CommandFailed, `exit status 3, and said: not signed in`},
		"exit code, silently": {shell(`exit 3`), CommandFailed, `exit status 3`},
		"token on stderr":     {shell(`echo secret-1; echo 'bad secret-1 HRKU-AAsecret-1' >&2; exit 1`), CommandFailed, "said: bad [redacted] [redacted]"},
		"long stderr":         {shell(`yes '12345678 ' | head -n 100000 >&2; exit 1`), CommandFailed, "12345678 123…"},
		"nothing printed":     {shell(`true`), CommandOutput, "is empty"},
		"two words":           {shell(`echo token: secret-1`), CommandOutput, "contains a space or a line break"},
		"two lines":           {shell(`echo secret-1; echo secret-1`), CommandOutput, "contains a space or a line break"},
		"control character":   {shell(`printf 'secret-1\007'`), CommandOutput, "contains a character that no token can have"},
		"endless":             {shell(`yes secret-1 | head -c 10000000`), CommandOutput, "is longer than 64 KiB"},
		"killed":              {shell(`kill -9 $$`), CommandFailed, "signal: killed"},
		"takes too long":      {shell(`sleep 60`), CommandTimedOut, "200ms"},
		"no such program":     {[]string{"modulex-no-such-command"}, CommandNotStarted, "executable file not found"},
		"not a program":       {[]string{"/"}, CommandNotStarted, "is a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			limit := time.Minute
			if strings.Contains(test.says, "200ms") {
				limit = 200 * time.Millisecond
			}
			_, _, err := run(t.Context(), test.argv, limit)
			failed, ok := errors.AsType[*Error](err)
			if !ok || failed.Problem != test.problem || !strings.Contains(failed.detail(), test.says) {
				t.Fatalf("got %v, want the problem %q and %q", err, test.problem, test.says)
			}
			if strings.Contains(failed.Error(), "secret-1") || len(failed.Error()) > 500 {
				t.Errorf("the error contains a token, or is too long: %s", failed)
			}
		})
	}
	for name, argv := range map[string][]string{"no command": {}, "empty name": {"", "a"}} {
		_, err := commandSource(argv)
		if failed, ok := errors.AsType[*Error](err); !ok || failed.Problem != ValueEmpty || failed.Origin.Setting != TokenCommandSetting {
			t.Errorf("%s: got %v, want %q", name, err, ValueEmpty)
		}
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

// A token command does not inherit Heroku credentials from the environment: with HEROKU_API_KEY
// set, the Heroku CLI would print that token.
func TestCommand_environment(t *testing.T) {
	for _, setting := range []Setting{TokenSetting, ClientSecretSetting, RefreshTokenSetting} {
		t.Setenv(setting.Variable(), "of-another-account")
	}
	t.Setenv("HEROKU_ORGANIZATION", "acme")
	source, err := commandSource(shell(`env | grep -c of-another-account; test "$HEROKU_ORGANIZATION" = acme`))
	if err != nil {
		t.Fatal(err)
	}
	if token, err := source.Token(t.Context()); err == nil || !strings.Contains(err.Error(), "exit status") {
		if err != nil || token.AccessToken != "0" {
			t.Errorf("got %v and %v, want no inherited credentials", token, err)
		}
	}
	if os.Getenv("HEROKU_API_KEY") == "" {
		t.Error("HEROKU_API_KEY was unset for this process")
	}
}

// What a command writes to stderr is kept. If Heroku rejects the token, the error message shows it.
func TestCommand_keepsStderr(t *testing.T) {
	source, err := commandSource(shell(`echo stale-token; echo 'Warning: your session has expired, stale-token' >&2`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := source.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := source.Rejected(); got.Problem != TokenRejected || got.Detail != "Warning: your session has expired, [redacted]" {
		t.Errorf("got %+v", got)
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

var errInterrupt = errors.New("interrupt")

// interruptedSoon returns a context that is canceled with errInterrupt after 200 ms.
func interruptedSoon(t *testing.T) (context.Context, func()) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	timer := time.AfterFunc(200*time.Millisecond, func() { cancel(errInterrupt) })
	return ctx, func() { timer.Stop(); cancel(nil) }
}
