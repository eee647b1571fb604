package cli

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
	"github.com/modulex/terraform-provider-modulex/internal/loopback"
	"github.com/modulex/terraform-provider-modulex/internal/redact"
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
                     spaces. The default, read, is the least that lists apps.
                     With "read identity", login and status show the email
                     address of the account. global allows everything.
  -redirect URL      The redirect URL that the OAuth client is registered
                     with: an address of this computer. Heroku sends the
                     browser there and nowhere else. The default is
                     http://localhost:8765/callback.

Environment:

  MODULEX_HEROKU_CLIENT_ID          The id of the OAuth client, in place of
                                    -client-id.
  MODULEX_HEROKU_CLIENT_SECRET      The secret of the OAuth client. It is no
                                    option, because other users can see those.
  MODULEX_HEROKU_CREDENTIALS_FILE   The file for the credentials, in place of
                                    the one in your configuration folder.
  MODULEX_HEROKU_TOKEN_URL          Another token endpoint than Heroku's, for
                                    tests. The sign-in page is next to it.

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
	// saveLimit is how long a login that is interrupted may take to save the tokens that it has requested.
	saveLimit = 2 * time.Second
	// nameLimit bounds the requests that name the account.
	nameLimit = 20 * time.Second
)

// login signs in. Whatever can fail without the person is tried before the person is asked.
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

	show(console.Out, signIn.AuthorizeURL())
	code, err := l.wait(ctx, receiver)
	if err != nil {
		return err
	}
	saving, stop := linger(ctx, saveLimit)
	defer stop()
	credentials, err := signIn.Exchange(saving, code)
	if err != nil {
		return err
	}
	if err := auth.WriteCredentials(saving, file, credentials); err != nil {
		return notSaved(err)
	}
	_, _ = fmt.Fprintf(console.Out, "%s\n\nSaved the credentials in %s. Only you can read them.\n",
		signedIn(ctx, file, token, api, credentials.Scope), file)
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
		next = "Ports below 1024 need special rights on most systems. To use a higher one, " + register
	case errors.Is(err, loopback.ErrUnavailable):
		next = "To use localhost, " + register
	}
	return &failure{fmt.Sprintf("login cannot listen on %s, where the browser returns to: %s.", failed.Address, failed.Err), next}
}

// client returns the OAuth client from the options, the environment, an earlier sign-in or the person, in this order.
func (l *login) client(ctx context.Context, console Console, file string) (client auth.Client, err error) {
	const id, secret = "HEROKU_OAUTH_ID", "HEROKU_OAUTH_SECRET" // as heroku clients:create prints them
	idVariable, secretVariable := auth.ClientIDSetting.Variable(), auth.ClientSecretSetting.Variable()

	client.ID = withoutName(cmp.Or(l.clientID, os.Getenv(idVariable)), id)
	client.Secret = withoutName(os.Getenv(secretVariable), secret)
	saved, err := auth.ReadCredentials(file)
	if err == nil && (client.ID == "" || client.ID == saved.ClientID) { // There may be none.
		client = auth.Client{ID: saved.ClientID, Secret: cmp.Or(client.Secret, saved.ClientSecret)}
		_, _ = fmt.Fprintf(console.Out, "Using the OAuth client %s of the last sign-in. To use another one, give -client-id.\n\n", client.ID)
	}
	if client.ID == "" {
		client.ID, err = console.ask(ctx, question{
			value: "client id", hint: id, otherwise: "Give it with -client-id or the environment variable " + idVariable + ".",
		})
		if err != nil {
			return auth.Client{}, err
		}
		client.ID = withoutName(client.ID, id)
	}
	if client.Secret == "" {
		client.Secret, err = console.ask(ctx, question{
			value: "client secret", hint: secret + ", hidden", hidden: true,
			otherwise: "Give it with the environment variable " + secretVariable + ".",
		})
		if err != nil {
			return auth.Client{}, err
		}
		client.Secret = withoutName(client.Secret, secret)
	}
	return client, nil
}

// withoutName returns the value of a line like NAME=value. Any other text is returned as it is, without white space
// around it.
func withoutName(text, name string) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), name+"="))
}

// show shows the address of Heroku's page, and opens it if there is a program for that.
func show(out io.Writer, address string) {
	first := "Open this address in a browser on this computer:"
	switch {
	case overSSH():
		first = "Open this address in the browser of the computer that you connected from. It must forward the port, as in\n" +
			sshLogin + "\n\nThe address:"
	case openBrowser(address):
		first = "Opening Heroku's page in your browser. If it does not open, open this address on this computer:"
	}
	_, _ = fmt.Fprintf(out, "%s\n\n  %s\n\nWaiting up to %s for you to choose Allow or Deny there. Press Ctrl-C to cancel.\n\n",
		first, address, inWords(loginLimit))
}

// signedIn names the account, so that nobody is signed in as someone else without knowing it. It uses the saved file, as
// plans do.
func signedIn(ctx context.Context, file string, token, api *url.URL, scope string) string {
	ctx, cancel := context.WithTimeout(ctx, nameLimit)
	defer cancel()
	result := fmt.Sprintf("Signed in to Heroku with scope %s.", scope)
	source, err := fileSource(file, token)
	if err != nil {
		return result
	}
	client := newClient(api, source)
	words := strings.Fields(scope)
	if slices.Contains(words, "identity") || slices.Contains(words, "global") {
		account, err := client.Account(ctx)
		if err == nil && account.Email != "" {
			return fmt.Sprintf("Signed in to Heroku as %s with scope %s.", redact.Text(account.Email), scope)
		}
	}
	apps, err := client.Apps(ctx, heroku.AllApps)
	refused := (*heroku.Error)(nil)
	switch {
	case errors.As(err, &refused) && refused.Status == http.StatusForbidden:
		return result + " This scope does not allow listing apps."
	case err != nil:
		return fmt.Sprintf("%s\nThe account could not be checked: %s. Check it with: terraform-provider-modulex status",
			result, strings.TrimSuffix(redact.Text(err.Error()), "."))
	}
	return fmt.Sprintf("%s The account can see %s.", result, some(apps))
}

// some counts apps, and names the first of them.
func some(apps []heroku.App) string {
	const most = 3
	names := make([]string, 0, most)
	for _, app := range apps[:min(len(apps), most)] {
		names = append(names, redact.Text(app.Name))
	}
	switch count := len(apps); {
	case count == 0:
		return "no apps"
	case count == 1:
		return "1 app: " + names[0]
	case count <= most:
		return fmt.Sprintf("%d apps: %s", count, strings.Join(names, ", "))
	default:
		return fmt.Sprintf("%d apps, such as %s", count, strings.Join(names, ", "))
	}
}

// showNext says what to do after a sign-in, also where plans would not use it.
func showNext(out io.Writer, file string) {
	settings := auth.EnvironmentSettings()
	if settings.Token == nil && settings.RefreshToken == nil && (settings.ClientID != nil || settings.ClientSecret != nil) {
		_, _ = fmt.Fprintf(out, "\nNext, unset %s and %s if your shell has them: plans would look for a refresh token beside them. "+
			"Then run terraform plan or tofu plan.\n", auth.ClientIDSetting.Variable(), auth.ClientSecretSetting.Variable())
		return
	}
	switch chosen, err := signIn(); {
	case err != nil:
		_, _ = fmt.Fprintf(out, "\nPlans cannot use them yet. %s", describe(err))
	case chosen.Origin().File != file:
		_, _ = fmt.Fprintf(out, "\nPlans use other credentials, which take precedence: the %s. "+
			"For details, run: terraform-provider-modulex status\n", chosen.Origin().Method)
	default:
		_, _ = fmt.Fprint(out, "\nNext, run terraform plan or tofu plan.\n")
	}
}

// notSaved explains why new credentials could not be saved.
func notSaved(err error) error {
	return &failure{
		"Heroku allowed access, but the credentials could not be saved: " + strings.TrimSuffix(err.Error(), ".") + ".",
		"Make the folder writable, or set " + auth.CredentialsFileSetting.Variable() + " to another file. Then sign in again.",
	}
}

// linger returns a context that ends some time after the given one, to finish what must not be cut off.
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
