package auth

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// shell is a command that does what the script says.
func shell(script string) []string { return []string{"sh", "-c", script} }

func TestCommand(t *testing.T) {
	for name, test := range map[string]struct{ script, want string }{
		"a token":             {`echo secret-1`, "secret-1"},
		"white space":         {`printf '\n secret-1 \r\n\n'`, "secret-1"},
		"warnings beside it":  {`echo secret-1; echo 'Warning: old version' >&2`, "secret-1"},
		"no input":            {`cat; echo secret-1`, "secret-1"},
		"no shell of its own": {`echo "$0$1"`, "sh"},
		"a child that stays":  {`sleep 60 & echo secret-1`, "secret-1"},
	} {
		t.Run(name, func(t *testing.T) {
			way, err := Command(shell(test.script))
			if err != nil {
				t.Fatal(err)
			}
			token, err := way(t.Context())
			if err != nil || token.AccessToken != test.want || !token.Expiry.IsZero() {
				t.Errorf("got %v and %v, want %q", token, err, test.want)
			}
		})
	}
}

func TestCommand_fails(t *testing.T) {
	for name, test := range map[string]struct {
		argv []string
		says string
	}{
		"exit code":           {shell(`echo 'not signed in' >&2; exit 3`), `"sh" failed with exit status 3 and said: not signed in`},
		"exit code, silently": {shell(`exit 3`), `"sh" failed with exit status 3`},
		"token told":          {shell(`echo secret-1; echo 'bad secret-1 HRKU-AAsecret-1' >&2; exit 1`), "said: bad [redacted] [redacted]"},
		"much told":           {shell(`yes '12345678 ' | head -n 100000 >&2; exit 1`), "12345678 123…"},
		"nothing printed":     {shell(`true`), `"sh" printed nothing`},
		"two words":           {shell(`echo token: secret-1`), "printed more than a token"},
		"two lines":           {shell(`echo secret-1; echo secret-1`), "printed more than a token"},
		"control character":   {shell(`printf 'secret-1\007'`), "printed more than a token"},
		"endless":             {shell(`yes secret-1 | head -c 10000000`), "printed more than a token"},
		"killed":              {shell(`kill -9 $$`), "failed with signal: killed"},
		"takes too long":      {shell(`sleep 60`), "did not end within 200ms"},
		"not there":           {[]string{"modulex-no-such-command"}, "could not be run: executable file not found"},
		"not a program":       {[]string{"/"}, "could not be run: "},
	} {
		t.Run(name, func(t *testing.T) {
			limit := time.Minute
			if strings.Contains(test.says, "200ms") {
				limit = 200 * time.Millisecond
			}
			_, err := run(t.Context(), test.argv, limit)
			failed := (*Error)(nil)
			if !errors.As(err, &failed) || !strings.Contains(failed.Reason, test.says) || failed.Remedy == "" {
				t.Fatalf("got %v, want %q", err, test.says)
			}
			if strings.Contains(failed.Reason, "secret-1") || len(failed.Reason) > 500 {
				t.Errorf("the error tells a token, or too much: %s", failed.Reason)
			}
		})
	}
	for name, argv := range map[string][]string{"no command": nil, "empty name": {"", "a"}} {
		if _, err := Command(argv); !errors.Is(err, ErrEmpty) {
			t.Errorf("%s: got %v, want %v", name, err, ErrEmpty)
		}
	}
}

func TestCommand_interrupted(t *testing.T) {
	started := filepath.Join(t.TempDir(), "started")
	way, err := Command(shell(`mkfifo "` + started + `"; echo > "` + started + `"; exec sleep 60`))
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
	if _, err := way(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("ended after %s", took)
	}
}
