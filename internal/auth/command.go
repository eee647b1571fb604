package auth

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

const (
	commandTimeout = 30 * time.Second
	// commandGrace is how long a killed command's children may hold its output open.
	commandGrace = 500 * time.Millisecond
	// maxOutputBytes bounds what is kept of each output of a command.
	maxOutputBytes = 64 << 10
)

// Command is the way of a command that prints a token, such as `heroku auth:token`. It is run without a shell and
// without input, for 30 seconds at the most, each time a token is needed. The error of a call is the context's or an
// [*Error]. Command's own error is [ErrEmpty] if there is no command.
func Command(argv []string) (Way, error) {
	if len(argv) == 0 || argv[0] == "" {
		return nil, ErrEmpty
	}
	return func(ctx context.Context) (*oauth2.Token, error) {
		token, err := run(ctx, argv, commandTimeout)
		if err != nil {
			return nil, err
		}
		return &oauth2.Token{AccessToken: token}, nil
	}, nil
}

func run(ctx context.Context, argv []string, limit time.Duration) (string, error) {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var stdout, stderr output
	cmd := exec.CommandContext(limited, argv[0], argv[1:]...) //nolint:gosec // The user's own command.
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &stdout, &stderr, commandGrace
	err := cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil // It has ended well, but left a process behind that holds its output open.
	}
	token, unusable := clean(stdout.String())
	remedy := "Run the command by hand: it must print one token, and nothing else, to its standard output."
	exit := (*exec.ExitError)(nil)
	switch {
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case limited.Err() != nil:
		err = fmt.Errorf("did not end within %s", limit)
	case errors.As(err, &exit):
		err = fmt.Errorf("failed with %w", exit)
		if said := redact.Text(stderr.String(), printed(stdout)...); said != "" {
			err = fmt.Errorf("%w and said: %s", err, said)
		}
	case err != nil:
		err = fmt.Errorf("could not be run: %w", errors.Unwrap(err))
	case errors.Is(unusable, ErrEmpty):
		err = errors.New("printed nothing")
	case unusable != nil:
		err = errors.New("printed more than a token, or something else")
	default:
		return token, nil
	}
	return "", &Error{Reason: fmt.Sprintf("The token command %q %s", argv[0], err), Remedy: remedy}
}

// printed returns what may be a token, or the beginning of one, in an output.
func printed(stdout output) []string {
	return slices.DeleteFunc(strings.Fields(stdout.String()), func(word string) bool { return len(word) < 8 })
}

// output keeps the beginning of what is written to it.
type output struct{ bytes.Buffer }

func (o *output) Write(p []byte) (int, error) {
	if free := maxOutputBytes - o.Len(); free > 0 {
		_, _ = o.Buffer.Write(p[:min(free, len(p))])
	}
	return len(p), nil
}
