package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"runtime"
	"strings"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/loopback"
)

var loginCommand = command{
	name: "login",
	help: `Usage: terraform-provider-modulex login [options]

Signs in to Heroku with a browser and saves the credentials in a file that
only you can read. Plans use this file and renew the tokens in it.

login needs an OAuth client. Create one with the Heroku CLI, once:

  heroku clients:create terraform http://localhost:8765/callback

This prints HEROKU_OAUTH_ID and HEROKU_OAUTH_SECRET. login asks for both,
unless you give them as below or an earlier sign-in saved them. Then it opens
Heroku's page in your browser and waits up to five minutes for you to choose
Allow or Deny.

Options:

  -client-id ID      The id of the OAuth client.
  -scope SCOPE       What plans may do at Heroku, as scopes separated by
                     spaces. The default, read, is enough to list apps.
                     With "read identity", login and status show the email
                     address of the account. global allows everything.
  -redirect URL      The redirect URL that the OAuth client is registered
                     with: an address of this computer. Heroku sends the
                     browser only to this URL. The default is
                     http://localhost:8765/callback.

Environment:

  MODULEX_HEROKU_CLIENT_ID          The id of the OAuth client, in place of
                                    -client-id.
  MODULEX_HEROKU_CLIENT_SECRET      The secret of the OAuth client. There is no
                                    option: other users can see options.
  MODULEX_HEROKU_CREDENTIALS_FILE   The file for the credentials, in place of
                                    the one in your configuration folder.
  MODULEX_HEROKU_TOKEN_URL          A token endpoint to use instead of Heroku's,
                                    for tests. The sign-in page is next to it.

To sign in on a computer without a browser, connect to it from one that has a
browser, and open the address that login shows there:

  ssh -t -L 8765:localhost:8765 HOST terraform-provider-modulex login

The exit code is 0 if you are signed in, 1 if not, and 2 for invalid options.
`,
	setUp: func(flags *flag.FlagSet) func(context.Context, Console) error {
		l := login{scope: "read"}
		l.redirect, _ = loopback.ParseURL(loopback.DefaultURL)
		flags.StringVar(&l.clientID, "client-id", "", "")
		flags.Func("scope", "", func(value string) error {
			l.scope = value
			return auth.CheckScope(value)
		})
		flags.Func("redirect", "", func(value string) (err error) {
			l.redirect, err = loopback.ParseURL(value)
			return err
		})
		return l.run
	},
}

// loginLimit is how long login waits for the person. It is a variable for the tests.
var loginLimit = 5 * time.Minute

const (
	// saveLimit is how long an interrupted login may take to save the tokens that it has requested.
	saveLimit = 2 * time.Second
	// nameLimit bounds the requests that name the account.
	nameLimit = 20 * time.Second
)

// login signs in. Before it involves the user, it checks everything that it can check by itself.
type login struct {
	clientID, scope string
	redirect        *url.URL
}

func (l *login) run(ctx context.Context, console Console) error {
	token, api, err := addresses()
	if err != nil {
		return err
	}
	file, err := auth.CredentialsFile()
	if err != nil {
		return err
	}
	if err := auth.CheckWritable(ctx, file); err != nil {
		return atLogin(err)
	}
	receiver, err := loopback.Listen(ctx, l.redirect)
	if err != nil {
		return l.notListening(err)
	}
	defer receiver.Close()
	client, err := l.client(ctx, console, file)
	if err != nil {
		return err
	}
	client.TokenURL = token
	signIn, err := auth.NewLogin(client, l.scope, l.redirect, receiver.State())
	if err != nil {
		return err
	}

	l.show(console.Out, signIn.AuthorizeURL())
	code, err := l.wait(ctx, receiver)
	if err != nil {
		return err
	}
	saving, stop := linger(ctx, saveLimit)
	defer stop()
	credentials, err := signIn.Exchange(saving, config(token), code)
	if err != nil {
		return err
	}
	if err := auth.WriteCredentials(saving, file, credentials); err != nil {
		return atLogin(err)
	}
	protected := "Only you can read them."
	if runtime.GOOS == "windows" { // The file inherits the permissions of its folder.
		protected = "The permissions of its folder protect them."
	}
	_, _ = fmt.Fprintf(console.Out, "%s\n\nSaved the credentials in %s. %s\n",
		signedIn(ctx, file, token, api, credentials.Scope), file, protected)
	showNext(console.Out, file)
	return nil
}

// wait waits for the authorization code.
func (l *login) wait(ctx context.Context, receiver *loopback.Receiver) (code string, err error) {
	limited, cancel := context.WithTimeout(ctx, loginLimit)
	defer cancel()
	code, err = receiver.Wait(limited)
	refused := (*loopback.RefusedError)(nil)
	switch {
	case errors.Is(err, loopback.ErrAccessDenied):
		return "", &failure{"You denied access on Heroku's page.", "Nothing was saved. To sign in, run login again and choose Allow."}
	case errors.As(err, &refused):
		return "", &failure{
			fmt.Sprintf("Heroku did not allow access: %s.", strings.TrimSuffix(refused.Text, ".")),
			"Nothing was saved. Check the OAuth client and the scope, then sign in again.",
		}
	case err != nil && ctx.Err() == nil:
		return "", &failure{
			fmt.Sprintf("Nobody chose Allow or Deny on Heroku's page within %s.", inWords(loginLimit)),
			"Nothing was saved. If Heroku's page showed an error, check the client id. If the browser could not open the page " +
				"after Heroku's, the OAuth client is registered with another redirect URL than " + l.redirect.String() +
				": give the registered one with -redirect. Then sign in again.",
		}
	}
	return code, err
}

// notListening explains why the browser could not return.
func (l *login) notListening(err error) error {
	failed := (*loopback.ListenError)(nil)
	if !errors.As(err, &failed) {
		return err
	}
	register := "register the OAuth client with another redirect URL and give that one with -redirect. To change the registered " +
		"one, run: heroku clients:update ID --url URL"
	next := "To use another port, " + register
	switch {
	case errors.Is(err, loopback.ErrInUse):
		next = "End the program that uses the port, which may be login in another terminal. Or " + register
	case errors.Is(err, loopback.ErrDenied):
		next = "Ports below 1024 need special permissions on most systems. To use a higher one, " + register
	case errors.Is(err, loopback.ErrUnavailable):
		next = "To use localhost, " + register
	}
	return &failure{fmt.Sprintf("login cannot listen on %s, where the browser returns to: %s.", failed.Address, failed.Err), next}
}

// overSSH returns the command line to sign in on another computer with the browser of this one. It
// forwards the port of the redirect URL.
func (l *login) overSSH() string {
	line := fmt.Sprintf("ssh -t -L %s:%s HOST terraform-provider-modulex login", l.redirect.Port(), l.redirect.Host)
	if address := l.redirect.String(); address != loopback.DefaultURL {
		line += " -redirect " + address
	}
	return line
}

// show shows the address of Heroku's page, and opens it if there is a program for that.
func (l *login) show(out io.Writer, address string) {
	first := "Open this address in a browser on this computer:"
	switch {
	case overSSH():
		first = "Open this address in the browser of the computer that you connected from. The SSH connection must forward the\n" +
			"port, as with: " + l.overSSH()
	case openBrowser(address):
		first = "Opening Heroku's page in your browser. If it does not open, open this address on this computer:"
	}
	_, _ = fmt.Fprintf(out, "%s\n\n  %s\n\nWaiting up to %s for you to choose Allow or Deny there. Press Ctrl-C to cancel.\n\n",
		first, address, inWords(loginLimit))
}

// atLogin gives an error of package auth the origin of this sign-in, for which package explain has
// its own table.
func atLogin(err error) error {
	if failed, ok := errors.AsType[*auth.Error](err); ok {
		failed.Origin.Method = auth.MethodLogin
	}
	return err
}

// linger returns a context that ends some time after the given one, to finish what must not be
// interrupted.
func linger(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		time.AfterFunc(limit, func() { cancel(context.Cause(ctx)) })
	})
	return longer, func() {
		stop()
		cancel(nil)
	}
}

// inWords returns a duration in minutes or seconds.
func inWords(d time.Duration) string {
	if d >= time.Minute {
		return fmt.Sprintf("%.0f minutes", d.Minutes())
	}
	return fmt.Sprintf("%.0f seconds", d.Seconds())
}
