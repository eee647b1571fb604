package auth

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

func TestMain(m *testing.M) { clitest.Main(m) }

func commandSource(argv []string) (*Source, error) {
	source, _, err := Settings{TokenCommand: argv}.Source(Config{Logger: slog.New(slog.DiscardHandler)})
	return source, err
}

func TestCommand(t *testing.T) {
	for name, test := range map[string]struct{ stdout, stderr, want string }{
		"a token":            {"secret-1\n", "", "secret-1"},
		"white space":        {"\n secret-1 \r\n\n", "", "secret-1"},
		"warnings on stderr": {"secret-1\n", "Warning: old version\n", "secret-1"},
	} {
		t.Run(name, func(t *testing.T) {
			source, err := commandSource(clitest.Command(t, test.stdout, test.stderr, 0))
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

// failing is a token command that fails.
type failing struct {
	argv    []string
	problem Problem
	says    string
}

func TestCommand_fails(t *testing.T) {
	for name, test := range map[string]failing{
		"exit code":           {clitest.Command(t, "", "not signed in", 3), CommandFailed, `exit status 3, and said: not signed in`},
		"exit code, silently": {clitest.Command(t, "", "", 3), CommandFailed, `exit status 3`},
		"token on stderr": {clitest.Command(t, "secret-1\n", "bad secret-1 HRKU-AAsecret-1", 1), CommandFailed,
			"said: bad [redacted] [redacted]"},
		"nothing printed":   {clitest.Command(t, "", "", 0), CommandOutput, "is empty"},
		"two words":         {clitest.Command(t, "token: secret-1", "", 0), CommandOutput, "contains a space or a line break"},
		"two lines":         {clitest.Command(t, "secret-1\nsecret-1", "", 0), CommandOutput, "contains a space or a line break"},
		"control character": {clitest.Command(t, "secret-1\a", "", 0), CommandOutput, "contains a character that no token can have"},
		"no such program":   {[]string{"modulex-no-such-command"}, CommandNotStarted, "executable file not found"},
	} {
		t.Run(name, func(t *testing.T) { test.run(t, time.Minute) })
	}
	for name, argv := range map[string][]string{"no command": {}, "empty name": {"", "a"}} {
		_, err := commandSource(argv)
		if failed, ok := errors.AsType[*Error](err); !ok || failed.Problem != ValueEmpty || failed.Origin.Setting != TokenCommandSetting {
			t.Errorf("%s: got %v, want %q", name, err, ValueEmpty)
		}
	}
}

func (f failing) run(t *testing.T, limit time.Duration) {
	t.Helper()
	_, _, err := run(t.Context(), f.argv, limit)
	failed, ok := errors.AsType[*Error](err)
	if !ok || failed.Problem != f.problem || !strings.Contains(failed.detail(), f.says) {
		t.Fatalf("got %v, want the problem %q and %q", err, f.problem, f.says)
	}
	if strings.Contains(failed.Error(), "secret-1") || len(failed.Error()) > 500 {
		t.Errorf("the error contains a token, or is too long: %s", failed)
	}
}

// A token command does not inherit Heroku credentials from the environment: with HEROKU_API_KEY
// set, the Heroku CLI would print that token.
func TestEnvironment(t *testing.T) {
	for _, setting := range []Setting{TokenSetting, ClientSecretSetting, RefreshTokenSetting} {
		t.Setenv(setting.Variable(), "of-another-account")
	}
	t.Setenv("HEROKU_ORGANIZATION", "acme")
	environment := strings.Join(Environment(), "\n")
	if strings.Contains(environment, "of-another-account") || !strings.Contains(environment, "HEROKU_ORGANIZATION=acme") {
		t.Errorf("got %s", environment)
	}
	if os.Getenv("HEROKU_API_KEY") == "" {
		t.Error("HEROKU_API_KEY was unset for this process")
	}
}

// What a command writes to stderr is kept. If Heroku rejects the token, the error message shows it.
func TestCommand_keepsStderr(t *testing.T) {
	source, err := commandSource(clitest.Command(t, "stale-token", "Warning: your session has expired, stale-token", 0))
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

var errInterrupt = errors.New("interrupt")

// interruptedSoon returns a context that is canceled with errInterrupt after 200 ms.
func interruptedSoon(t *testing.T) (context.Context, func()) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	timer := time.AfterFunc(200*time.Millisecond, func() { cancel(errInterrupt) })
	return ctx, func() { timer.Stop(); cancel(nil) }
}
