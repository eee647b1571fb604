package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

var logoutCommand = command{
	name: "logout",
	help: `Usage: terraform-provider-modulex logout

Removes the credentials file that login saved, and revokes the sign-in at
Heroku if its scope is global.

A sign-in with another scope cannot revoke itself, because Heroku does not let
it list authorizations. It stays valid until you revoke it: in the Heroku
Dashboard, under Account settings, Applications, or with the Heroku CLI:

  heroku authorizations
  heroku authorizations:revoke ID

Environment:

  MODULEX_HEROKU_CREDENTIALS_FILE   The file to remove, in place of the one in
                                    your configuration folder.

The exit code is 0 if the file is gone and nothing failed, 1 if not, and 2 for
invalid options.
`,
	setUp: func(*flag.FlagSet) func(context.Context, Console) error { return logout },
}

// logoutLimit bounds the requests that revoke the sign-in.
const logoutLimit = time.Minute

const revokeByHand = "To revoke it, use the Heroku Dashboard, under Account settings, Applications. Or find its ID with " +
	"heroku authorizations, and run: heroku authorizations:revoke ID"

func logout(ctx context.Context, console Console) error {
	file, err := auth.CredentialsFile()
	if err != nil {
		return err
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		_, _ = fmt.Fprintf(console.Out, "There are no credentials in %s.\n", file)
		return nil
	}

	credentials, unreadable := auth.ReadCredentials(file)
	all := unreadable == nil && slices.Contains(strings.Fields(credentials.Scope), "global")
	var failed error
	if all {
		limited, cancel := context.WithTimeout(ctx, logoutLimit)
		defer cancel()
		failed = revoke(limited, file)
	}
	if failed != nil && ctx.Err() != nil { // Then logout can be repeated.
		return &failure{
			"logout was interrupted before Heroku confirmed that the sign-in is revoked.",
			fmt.Sprintf("The credentials are still in %s. Run logout again.", file),
		}
	}
	if err := auth.RemoveCredentials(ctx, file); err != nil {
		return notRemoved(file, err)
	}
	_, _ = fmt.Fprintf(console.Out, "Removed %s.\n", file)

	switch {
	case failed != nil:
		return &failure{"The file was removed, but the sign-in could not be revoked at Heroku. " + happened(failed), revokeByHand}
	case all:
		_, _ = fmt.Fprint(console.Out, "Heroku revoked the sign-in and all its tokens.\n")
	default:
		_, _ = fmt.Fprintf(console.Out, "\nThe sign-in stays valid at Heroku: only a sign-in with the scope global can revoke itself. %s\n", revokeByHand)
	}
	return nil
}

// notRemoved explains why a file was not removed.
func notRemoved(file string, err error) error {
	failed, ok := errors.AsType[*auth.Error](err)
	switch {
	case ok && (failed.Problem == auth.FileInvalid || failed.Problem == auth.FileNotRegular):
		return &failure{
			happened(err),
			"logout removes only credentials files. Set " + auth.CredentialsFileSetting.Variable() + " to the path of one, or unset it.",
		}
	case ok && failed.Problem == auth.LockUnsupported:
		return &failure{happened(err), "Make sure that no plan runs, then remove the file by hand."}
	case ok && failed.Problem == auth.FileNotWritable && failed.Err != nil:
		return &failure{
			fmt.Sprintf("%s cannot be removed: %s.", file, failed.Err),
			"Make its folder writable for the user who runs this. Then run logout again.",
		}
	}
	return err
}

// revoke ends the authorization that the credentials belong to.
func revoke(ctx context.Context, file string) error {
	token, api, err := addresses()
	if err != nil {
		return err
	}
	source, err := fileSource(file, token)
	if err != nil {
		return err
	}
	return newClient(api, source).Revoke(ctx)
}

// fileSource returns the tokens of a credentials file.
func fileSource(file string, token *url.URL) (*auth.Source, error) {
	source, _, err := auth.Settings{CredentialsFile: &file}.Source(config(token))
	return source, err
}

// newClient returns a client of the API for the few requests of a command.
func newClient(api *url.URL, tokens heroku.TokenSource) *heroku.Client {
	return heroku.NewClient(heroku.Config{
		BaseURL: api, Tokens: tokens, UserAgent: "terraform-provider-modulex",
		RequestTimeout: requestTimeout, Logger: slog.New(slog.DiscardHandler),
	})
}

// requestTimeout bounds one request of a command.
const requestTimeout = 30 * time.Second
