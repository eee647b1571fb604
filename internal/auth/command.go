package auth

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

const (
	commandTimeout = 30 * time.Second
	// commandGrace is how long the children of a command that has ended may hold its output open.
	commandGrace = 500 * time.Millisecond
	// interruptGrace is how long Terraform may take to report an interrupt. In a terminal, Ctrl-C
	// reaches the command first.
	interruptGrace = 2 * time.Second
	// maxOutputBytes bounds what is kept of each output of a command.
	maxOutputBytes = 64 << 10
)

// withheld are the variables that other programs do not receive. With HEROKU_API_KEY, the Heroku
// CLI would print that token instead of its own, which may belong to another account.
var withheld = []Setting{TokenSetting, ClientSecretSetting, RefreshTokenSetting}

// command returns the source of a command that prints a token, such as `heroku auth:token`. It runs
// without a shell and without standard input, for up to 30 seconds, once more if the API rejects
// the token, and gets none of the environment's credentials.
func (c Config) command(origin Origin, argv []string) (*Source, error) {
	if err := CheckCommand(argv); err != nil {
		return nil, withOrigin(err, origin)
	}
	origin.Command = argv[0]
	source := NewSource(origin, nil, c.Logger)
	source.obtain = func(ctx context.Context, _ string) (*oauth2.Token, error) {
		token, said, err := run(ctx, argv, commandTimeout)
		if err != nil {
			return nil, err
		}
		source.mu.Lock()
		defer source.mu.Unlock()
		source.said = said
		return &oauth2.Token{AccessToken: token}, nil
	}
	return source, nil
}

// CheckCommand returns an [*Error] if a token command in the configuration has no program.
func CheckCommand(argv []string) error {
	if len(argv) == 0 || argv[0] == "" {
		return &Error{Origin: Origin{Method: MethodCommand, Setting: TokenCommandSetting}, Problem: ValueEmpty}
	}
	return nil
}

// Environment returns the environment for another program: this one's without the credentials in
// [withheld].
func Environment() []string {
	return slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.ContainsFunc(withheld, func(s Setting) bool { return strings.EqualFold(s.Variable(), name) })
	})
}

// run returns the token that a command prints, and its other output without secrets.
func run(ctx context.Context, argv []string, limit time.Duration) (token, said string, err error) {
	defer begin()()
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var stdout, stderr output
	cmd := exec.CommandContext(limited, argv[0], argv[1:]...) //nolint:gosec // The user's own command.
	cmd.Env = Environment()
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &stdout, &stderr, commandGrace
	endChildren := withChildren(cmd)
	err = cmd.Run()
	said = redact.Output(stderr.String(), stdout.String())
	if ctx.Err() == nil && interrupted(err) {
		select {
		case <-ctx.Done():
		case <-time.After(interruptGrace):
		}
	}
	if ctx.Err() != nil || interrupted(err) {
		endChildren()
	}
	switch exit := (*exec.ExitError)(nil); {
	case ctx.Err() != nil:
		return "", "", context.Cause(ctx)
	case limited.Err() != nil:
		return "", "", &Error{Problem: CommandTimedOut, Detail: limit.String()}
	case errors.As(err, &exit):
		detail := exit.String()
		if said != "" {
			detail += ", and said: " + said
		}
		return "", "", &Error{Problem: CommandFailed, Detail: detail, Err: exit}
	case err != nil && !errors.Is(err, exec.ErrWaitDelay): // ErrWaitDelay only means that the command left a process behind.
		return "", "", &Error{Problem: CommandNotStarted, Err: startError(err)}
	case stdout.cut:
		return "", "", &Error{Problem: CommandOutput, Detail: fmt.Sprintf("is longer than %d KiB", maxOutputBytes>>10)}
	}
	token, err = check("", stdout.String())
	if failed, ok := errors.AsType[*Error](err); ok {
		detail := failed.Detail
		if failed.Problem == ValueEmpty {
			detail = "is empty"
		}
		if said != "" {
			detail += ". It said: " + said
		}
		return "", "", &Error{Problem: CommandOutput, Detail: detail}
	}
	return token, said, nil
}

// startError returns why a command could not be started, without its name and path.
func startError(err error) error {
	if failed, ok := errors.AsType[*exec.Error](err); ok {
		return failed.Err
	}
	return cause(err)
}

// output keeps the beginning of what is written to it.
type output struct {
	kept []byte
	cut  bool
}

func (o *output) Write(p []byte) (int, error) {
	free := min(maxOutputBytes-len(o.kept), len(p))
	o.cut = o.cut || free < len(p)
	o.kept = append(o.kept, p[:free]...)
	return len(p), nil
}

func (o *output) String() string { return string(o.kept) }
