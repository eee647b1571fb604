package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"time"

	"github.com/cli/browser"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
)

var loginCommand = command{
	name: "login",
	help: `Usage: terraform-provider-modulex login [options]

Signs in to Heroku with a browser, and keeps the credentials in a file that
only you can read. Plans use it from then on, and renew its tokens in it.

It takes an OAuth client, which is made once, by the Heroku CLI:

  heroku clients:create terraform http://localhost:8765/callback

login asks for the client's id and secret, which that command has printed as
HEROKU_OAUTH_ID and HEROKU_OAUTH_SECRET, unless they are given or a former
sign-in has left them. Then it opens a browser, and waits for five minutes at
the most until you have chosen Allow or Deny there.

Options:

  -client-id ID      the id of the OAuth client
  -scope SCOPE       what plans may do at Heroku. The default is read: the least
                     that lists apps. global allows everything; it is what
                     ModuleX's own integration asks for. Several scopes have
                     spaces between them.
  -redirect URL      where the browser comes back to on this computer. The
                     default is http://localhost:8765/callback. It must be the
                     address that the OAuth client was registered with: Heroku
                     sends the browser there and to no other.

Environment:

  MODULEX_HEROKU_CLIENT_ID          the client's id, in place of -client-id
  MODULEX_HEROKU_CLIENT_SECRET      the client's secret. It is never an option,
                                    as other users can see those.
  MODULEX_HEROKU_CREDENTIALS_FILE   the file for the credentials, in place of
                                    the one in your configuration folder
  MODULEX_HEROKU_TOKEN_URL          Heroku's token endpoint, for a test. The
                                    page to sign in on stands beside it.

On a computer without a browser, sign in through SSH from one that has it:

  ssh -L 8765:localhost:8765 HOST terraform-provider-modulex login

The exit code is 0 if you are signed in, 1 if not, and 2 for a wrong option.
`,
	setUp: func(flags *flag.FlagSet) func(context.Context, Console) error {
		l := login{scope: "read"}
		l.redirect, _ = auth.ParseRedirectURL(auth.DefaultRedirectURL)
		flags.StringVar(&l.clientID, "client-id", "", "")
		flags.Func("scope", "", func(value string) error {
			l.scope = value
			return auth.CheckScope(value)
		})
		flags.Func("redirect", "", func(value string) (err error) {
			l.redirect, err = auth.ParseRedirectURL(value)
			return err
		})
		return l.run
	},
}

// loginLimit is how long login waits for the person. It is a variable for the tests.
var loginLimit = 5 * time.Minute

type login struct {
	clientID, scope string
	redirect        *url.URL
}

func (l *login) run(ctx context.Context, console Console) error {
	token, _, err := addresses()
	if err != nil {
		return err
	}
	file, err := credentialsFile()
	if err != nil {
		return err
	}
	client, err := l.client(ctx, console, file)
	if err != nil {
		return err
	}
	client.TokenURL = token

	credentials, err := auth.Login{
		Client:      client,
		Scope:       l.scope,
		RedirectURL: l.redirect,
		Limit:       loginLimit,
		Show:        func(address string) { show(console.Out, address) },
	}.Run(ctx)
	if err != nil {
		return err
	}
	if err := auth.WriteCredentials(ctx, file, credentials); err != nil {
		return &auth.Error{
			Reason: "You are signed in, but the credentials could not be kept: " + err.Error(),
			Remedy: "Make the folder writable, or name another file with " + auth.CredentialsFileSetting.Variable() + ". Then sign in again.",
		}
	}
	_, _ = fmt.Fprintf(console.Out, "Signed in to Heroku, with the scope %s.\n\nThe credentials are in %s, which only you can read.\n",
		credentials.Scope, file)
	warnOfOther(console.Out, file)
	return nil
}

// client takes the OAuth client from what is given, from a former sign-in or from the person, in this order.
func (l *login) client(ctx context.Context, console Console, file string) (auth.Client, error) {
	client := auth.Client{ID: l.clientID}
	if client.ID == "" {
		client.ID = os.Getenv(auth.ClientIDSetting.Variable())
	}
	client.Secret = os.Getenv(auth.ClientSecretSetting.Variable())
	if kept, err := auth.ReadCredentials(file); client.ID == "" && err == nil { // There may be none.
		client.ID = kept.ClientID
		if client.Secret == "" {
			client.Secret = kept.ClientSecret
		}
		_, _ = fmt.Fprintf(console.Out, "Using the OAuth client %s of the last sign-in. Another one is named with -client-id.\n\n", client.ID)
	}

	var err error
	if client.ID == "" {
		client.ID, err = console.ask(ctx, "client id (HEROKU_OAUTH_ID)", false,
			"Give it with -client-id or "+auth.ClientIDSetting.Variable()+".")
		if err != nil {
			return auth.Client{}, err
		}
	}
	if client.Secret == "" {
		client.Secret, err = console.ask(ctx, "client secret (HEROKU_OAUTH_SECRET, not shown)", true,
			"Give it in the environment variable "+auth.ClientSecretSetting.Variable()+".")
	}
	return client, err
}

// show tells where the page is, and opens it where that can be done.
func show(out io.Writer, address string) {
	_, _ = fmt.Fprintf(out, "Opening a browser to sign in to Heroku. If none opens, open this address on this computer:\n\n  %s\n\n"+
		"Waiting for your answer there. Ctrl-C gives up.\n\n", address)
	browser.Stdout, browser.Stderr = io.Discard, io.Discard
	go func() { _ = browser.OpenURL(address) }() // It may run as long as the browser does. There may be none.
}

// warnOfOther tells that plans would take another sign-in than the file.
func warnOfOther(out io.Writer, file string) {
	settings := auth.EnvironmentSettings()
	if settings.Token == nil && settings.RefreshToken == nil && (settings.ClientID != nil || settings.ClientSecret != nil) {
		_, _ = fmt.Fprintf(out, "\nNext: unset %s and %s where your shell has them, since plans would look for a refresh token "+
			"beside them. Then: terraform plan, or tofu plan.\n", auth.ClientIDSetting.Variable(), auth.ClientSecretSetting.Variable())
		return
	}
	switch chosen, err := signIn(); {
	case err != nil:
		_, _ = fmt.Fprintf(out, "\nBut plans cannot use them yet. %s", describe(err))
	case chosen.File != file:
		_, _ = fmt.Fprintf(out, "\nBut plans would take another sign-in, which comes first: the %s. "+
			"terraform-provider-modulex status tells more.\n", chosen.Name)
	default:
		_, _ = fmt.Fprint(out, "\nNext: terraform plan, or tofu plan.\n")
	}
}
