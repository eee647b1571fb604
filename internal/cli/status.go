package cli

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/explain"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

var statusCommand = command{
	name: "status",
	help: `Usage: terraform-provider-modulex status [options]

Shows which credentials plans use from this shell, and checks them: it requests
one app from Heroku, and the account if the scope allows that. If the access
token has expired, status renews it, as a plan does. It shows no secret.

The provider's configuration takes precedence over everything shown here.
Without credentials in the configuration, plans use the first of these:

  1. HEROKU_API_KEY
  2. MODULEX_HEROKU_CLIENT_ID, MODULEX_HEROKU_CLIENT_SECRET and
     MODULEX_HEROKU_REFRESH_TOKEN, all three
  3. the file that MODULEX_HEROKU_CREDENTIALS_FILE names, or the one that login
     saved in your configuration folder
  4. the entry for the API's host in .netrc, or in the file that NETRC names

Options:

  -offline   Send no request: only show what this computer knows.

The exit code is 0 if Heroku accepts the credentials, 1 if Heroku rejects them,
if they cannot be checked or if there are none, and 2 for invalid options. With
-offline, it is 0 if there are credentials.
`,
	setUp: func(flags *flag.FlagSet) func(context.Context, Console) error {
		var s status
		flags.BoolVar(&s.offline, "offline", false, "")
		return s.run
	},
}

// statusLimit bounds all requests of status. It is a variable for the tests.
var statusLimit = 10 * time.Second

// status shows the credentials that plans use.
type status struct{ offline bool }

// facts describe credentials. What is unknown is empty.
type facts struct {
	account, client, scope, remaining, expiry string
}

func (s *status) run(ctx context.Context, console Console) error {
	source, err := signIn()
	if err != nil {
		return err
	}
	origin := source.Origin()
	known := local(origin, time.Now())
	verdict := "Credentials for Heroku were found. They were not checked, because of -offline."
	if !s.offline {
		err = check(ctx, source, &known)
		verdict = "Signed in to Heroku."
		if known.account != "" {
			verdict = "Signed in to Heroku as " + known.account + "."
		}
		switch failed, ok := errors.AsType[*auth.Error](err); {
		case ok && (failed.Problem == auth.TokenRejected || failed.Problem == auth.GrantRejected):
			verdict = "Credentials for Heroku were found, but Heroku rejected them."
		case err != nil:
			verdict = "Credentials for Heroku were found, but the check failed."
		}
	}
	_, _ = fmt.Fprintf(console.Out, "%s\n\n", verdict)
	table := tabwriter.NewWriter(console.Out, 0, 0, 2, ' ', 0)
	for _, row := range [][2]string{
		{"Method", string(origin.Method)}, {"Source", place(origin)}, {"OAuth client", known.client},
		{"Scope", cmp.Or(known.scope, "unknown")}, {"Requests left", known.remaining}, {"Access token", cmp.Or(known.expiry, "expiry unknown")},
	} {
		if row[1] != "" {
			_, _ = fmt.Fprintf(table, "%s:\t%s\n", row[0], row[1])
		}
	}
	_ = table.Flush()
	for _, warning := range source.Warnings() {
		_, _ = fmt.Fprintf(console.Out, "\nWarning: %s\n", explain.Error(warning))
	}
	return err
}

// local returns what is known without a request. Only a credentials file has more than a token.
func local(origin auth.Origin, now time.Time) facts {
	if origin.Method != auth.MethodFile {
		return facts{}
	}
	saved, err := auth.ReadCredentials(origin.File)
	if err != nil {
		return facts{}
	}
	known := facts{client: saved.ClientID, scope: saved.Scope, expiry: expiry(saved.ExpiresAt, now)}
	if saved.AccessToken == "" {
		known.expiry = "none; the next plan obtains one with the refresh token"
	}
	return known
}

// check adds what Heroku returns. The error explains why the credentials were rejected or not
// checked.
func check(ctx context.Context, source *auth.Source, known *facts) error {
	ctx, cancel := context.WithTimeoutCause(ctx, statusLimit, errTooSlow)
	defer cancel()
	_, api, err := addresses()
	if err != nil {
		return err
	}
	client := newClient(api, source)
	access, err := client.Access(ctx)
	if err != nil {
		return explainCheck(ctx, source, err)
	}
	known.scope = cmp.Or(access.Scope, known.scope)
	if access.Remaining != nil {
		known.remaining = strconv.Itoa(*access.Remaining)
	}
	if token, err := source.Token(ctx); err == nil && !token.Expiry.IsZero() {
		known.expiry = expiry(token.Expiry, time.Now())
	}
	if words := strings.Fields(access.Scope); slices.Contains(words, "global") || slices.Contains(words, "identity") {
		if account, err := client.Account(ctx); err == nil { // Heroku has accepted the token by now.
			known.account = account.Email
		}
	}
	return nil
}

var errTooSlow = errors.New("no response in time")

// explainCheck explains why the check failed.
func explainCheck(ctx context.Context, source *auth.Source, err error) error {
	if errors.Is(context.Cause(ctx), errTooSlow) {
		return &failure{
			fmt.Sprintf("Heroku did not respond within %s.", inWords(statusLimit)),
			"Check the network, HTTPS_PROXY and NO_PROXY. With -offline, status sends no request.",
		}
	}
	if failed := (*auth.Error)(nil); ctx.Err() != nil || errors.As(err, &failed) {
		return err
	}
	happened := "The credentials could not be checked: " + strings.TrimSuffix(err.Error(), ".") + "."
	refused := (*heroku.Error)(nil)
	if !errors.As(err, &refused) {
		return &failure{happened, "Check the network, HTTPS_PROXY and NO_PROXY, and HEROKU_API_URL. With -offline, status sends no request."}
	}
	switch {
	case refused.Status == http.StatusUnauthorized:
		return source.Rejected()
	case refused.Status == http.StatusForbidden && refused.AcceptedScopes != "":
		return &failure{
			fmt.Sprintf("The scope of the token, %s, does not allow listing apps.", cmp.Or(refused.Scope, "which Heroku does not name")),
			"Use credentials with one of these scopes: " + refused.AcceptedScopes + ". The scope read is enough.",
		}
	case refused.Status == http.StatusTooManyRequests:
		return &failure{happened, "The account has used up its requests. Run status again in a few minutes."}
	default:
		return &failure{happened, "Run status again later. See https://status.heroku.com for incidents."}
	}
}

// place names the source of credentials.
func place(origin auth.Origin) string {
	switch origin.Method {
	case auth.MethodToken:
		return auth.TokenSetting.Variable()
	case auth.MethodNetrc:
		return fmt.Sprintf("the entry for %s in %s", origin.Host, origin.File)
	case auth.MethodFile:
		return origin.File
	default:
		names := make([]string, 0, len(auth.OAuthSettings))
		for _, setting := range auth.OAuthSettings {
			names = append(names, setting.Variable())
		}
		return strings.Join(names, ", ")
	}
}

// expiry describes when a renewable access token expires.
func expiry(at, now time.Time) string {
	left := at.Sub(now).Round(time.Minute)
	switch {
	case at.IsZero():
		return "does not expire"
	case left <= 0:
		return "expired; the next plan renews it"
	}
	return fmt.Sprintf("expires at %s, in %s; plans renew it", at.UTC().Format(time.RFC3339), strings.TrimSuffix(left.String(), "0s"))
}
