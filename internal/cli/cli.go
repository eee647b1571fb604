// Package cli has the commands with which users sign in to Heroku: login, status and logout.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"strings"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/explain"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2 // as in package flag
)

// Usage says what the program is for.
const Usage = `Usage: terraform-provider-modulex <command> [options]

Terraform and OpenTofu start this program without a command. You run it with
one, to sign in to Heroku:

  login    Sign in with a browser and save the credentials in a file.
  status   Check which credentials plans use from this shell.
  logout   Remove that file, and revoke what can be revoked.
  version  Show the version.

For the options of a command, run: terraform-provider-modulex <command> -help
`

// Console is the input and output of a command.
type Console struct {
	In       *os.File
	Out, Err io.Writer
}

// command is one command. setUp adds its options to a set, and returns the function that runs it.
type command struct {
	name  string
	help  string
	setUp func(*flag.FlagSet) func(context.Context, Console) error
}

// Run runs the command that the first argument names, and returns the exit code: 0 if the command
// succeeded. version is the program's version.
func Run(ctx context.Context, version string, args []string, console Console) int {
	name, args := args[0], args[1:]
	if name == "help" {
		_, _ = io.WriteString(console.Out, Usage)
		return exitOK
	}
	for _, c := range []command{loginCommand, statusCommand, logoutCommand, versionCommand(version)} {
		if c.name == name {
			return c.run(ctx, args, console)
		}
	}
	_, _ = fmt.Fprintf(console.Err, "Error: unknown command %q.\n\n%s", name, Usage)
	return exitUsage
}

func (c command) run(ctx context.Context, args []string, console Console) int {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	run := c.setUp(flags)
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		_, _ = io.WriteString(console.Out, c.help)
		return exitOK
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if err != nil {
		_, _ = fmt.Fprintf(console.Err, "Error: %s.\n\nFor help, run: terraform-provider-modulex %s -help\n", err, c.name)
		return exitUsage
	}
	ctx, cancel := untilHungUp(ctx, console.Out)
	defer cancel()
	console.Out, console.Err = plain{console.Out}, plain{console.Err}
	if err := run(ctx, console); err != nil {
		_, _ = fmt.Fprint(console.Err, describe(err))
		return exitFailed
	}
	return exitOK
}

// errHungUp reports that nobody can read a command's output any more.
var errHungUp = errors.New("the connection to the terminal has ended")

// untilHungUp returns a context that also ends when nobody can read the output any more.
func untilHungUp(ctx context.Context, out io.Writer) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	if file, ok := out.(*os.File); ok {
		go func() {
			if waitForHangUp(ctx, file) {
				cancel(errHungUp)
			}
		}()
	}
	return ctx, func() { cancel(nil) }
}

// failure explains why a command failed.
type failure struct {
	// happened is what happened, and next is what to do about it, in whole sentences.
	happened, next string
}

func (f *failure) Error() string { return f.happened }

// describe returns what to print of an error.
func describe(err error) string {
	if errors.Is(err, context.Canceled) {
		return "\nInterrupted.\n"
	}
	return "Error: " + explained(err) + "\n"
}

// explained returns what happened, and what to do about it.
func explained(err error) string {
	if failed, ok := errors.AsType[*failure](err); ok {
		return failed.happened + "\n\n" + failed.next
	}
	if failed, ok := errors.AsType[*auth.Error](err); ok {
		return explain.Error(failed).String()
	}
	if none, ok := errors.AsType[*auth.NoSignInError](err); ok {
		return explain.NoSignIn(none).String()
	}
	return happened(err)
}

// happened returns what happened, as a sentence.
func happened(err error) string {
	if errors.Is(err, context.Canceled) {
		return "The command was interrupted."
	}
	if failed, ok := errors.AsType[*auth.Error](err); ok {
		return explain.Error(failed).Happened
	}
	return strings.TrimSuffix(err.Error(), ".") + "."
}

// The addresses and the file that the environment names, or else the defaults.

func addresses() (token, api *url.URL, err error) {
	if token, err = address(auth.TokenURLVariable, auth.DefaultTokenURL, auth.ParseTokenURL); err != nil {
		return nil, nil, err
	}
	api, err = address(heroku.BaseURLVariable, heroku.DefaultBaseURL, heroku.ParseBaseURL)
	return token, api, err
}

func address(variable, byDefault string, parse func(string) (*url.URL, error)) (*url.URL, error) {
	value, found := os.LookupEnv(variable)
	if !found {
		value = byDefault
	}
	parsed, err := parse(value)
	if err != nil {
		return nil, variableError(variable, err)
	}
	return parsed, nil
}

func variableError(variable string, err error) error {
	return &failure{fmt.Sprintf("The environment variable %s is invalid: %s.", variable, err), "Correct it, or unset it."}
}

// signIn returns the source of the tokens that plans use if their configuration sets no sign-in
// method.
func signIn() (*auth.Source, error) {
	token, api, err := addresses()
	if err != nil {
		return nil, err
	}
	return auth.FromEnvironment(config(token), api.Hostname())
}

// config returns how the commands reach the token endpoint.
func config(token *url.URL) auth.Config {
	return auth.Config{TokenURL: token, MaxRetries: maxRetries, Logger: slog.New(slog.DiscardHandler)}
}

// maxRetries is how many times a command retries a request to the token endpoint.
const maxRetries = 4
