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

Removes the credentials file that login has written, so that plans cannot use
it any more, and revokes at Heroku what can be revoked.

Only a sign-in with the scope global can revoke itself, since Heroku lets no
other list or end what you have allowed. Any other stays valid at Heroku until
you end it: in the Dashboard, under Account settings, Applications, or with

  heroku authorizations
  heroku authorizations:revoke ID

Environment:

  MODULEX_HEROKU_CREDENTIALS_FILE   the file, in place of the one in your
                                    configuration folder

The exit code is 0 if there is no such file any more and nothing went wrong,
1 if not, and 2 for a wrong option.
`,
	setUp: func(*flag.FlagSet) func(context.Context, Console) error { return logout },
}

// logoutLimit bounds how long Heroku is asked to revoke.
const logoutLimit = time.Minute

const revokeByHand = "In the Dashboard it is ended under Account settings, Applications. The Heroku CLI does it with " +
	"heroku authorizations, which lists, and heroku authorizations:revoke ID."

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
	if err := auth.RemoveCredentials(ctx, file); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(console.Out, "Removed %s.\n", file)

	switch {
	case failed != nil:
		return &failure{"The sign-in could not be revoked at Heroku: " + failed.Error() + ".", revokeByHand}
	case all:
		_, _ = fmt.Fprint(console.Out, "Heroku has revoked the sign-in and all its tokens.\n")
	default:
		_, _ = fmt.Fprintf(console.Out, "\nAt Heroku the sign-in stays valid, since only one with the scope global can revoke itself. %s\n", revokeByHand)
	}
	return nil
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

// newClient returns a client of the API for one request or two of a command.
func newClient(api *url.URL, tokens heroku.TokenSource) *heroku.Client {
	return heroku.NewClient(heroku.Config{
		BaseURL: api, Tokens: tokens, UserAgent: "terraform-provider-modulex",
		RequestTimeout: requestTimeout, Logger: slog.New(slog.DiscardHandler),
	})
}

// requestTimeout bounds one request of a command.
const requestTimeout = 30 * time.Second
