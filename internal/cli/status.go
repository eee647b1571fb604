package cli

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/explain"
)

var statusCommand = command{
	name: "status",
	help: `Usage: terraform-provider-modulex status

Tells how plans would sign in to Heroku from this shell, what that allows, and
until when it lasts. It asks nobody, and shows no secret.

A provider's configuration that names a way to sign in is taken before what
this tells. Without one, the first of these is taken that is there:

  1. HEROKU_API_KEY
  2. MODULEX_HEROKU_CLIENT_ID, MODULEX_HEROKU_CLIENT_SECRET and
     MODULEX_HEROKU_REFRESH_TOKEN, all three
  3. the file that MODULEX_HEROKU_CREDENTIALS_FILE names, or else the one that
     login has written to your configuration folder
  4. the entry for the API's host in .netrc, or in the file that NETRC names

The exit code is 0 if there is a sign-in, 1 if not, and 2 for a wrong option.
`,
	setUp: func(*flag.FlagSet) func(context.Context, Console) error { return status },
}

const unknown = "only Heroku knows"

func status(_ context.Context, console Console) error {
	source, err := signIn()
	if err != nil {
		return err
	}
	chosen := source.Origin()
	rows := [][2]string{{"Sign-in", string(chosen.Method)}, {"From", place(chosen)}}
	if credentials, err := auth.ReadCredentials(chosen.File); err == nil { // The one way that keeps what it knows.
		rows = append(rows,
			[2]string{"OAuth client", credentials.ClientID},
			[2]string{"Scope", cmp.Or(credentials.Scope, unknown)},
			[2]string{"Access token", expiry(credentials, time.Now())})
	} else {
		rows = append(rows, [2]string{"Scope", unknown}, [2]string{"Expiry", unknown})
	}
	table := tabwriter.NewWriter(console.Out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		_, _ = fmt.Fprintf(table, "%s:\t%s\n", row[0], row[1])
	}
	_ = table.Flush()
	for _, warning := range source.Warnings() {
		_, _ = fmt.Fprintf(console.Out, "\nWarning: %s\n", explain.Error(warning))
	}
	return nil
}

// place says where the sign-in comes from.
func place(chosen auth.Origin) string {
	switch {
	case chosen.File != "":
		return chosen.File
	case chosen.Method == auth.MethodToken:
		return auth.TokenSetting.Variable()
	default:
		return auth.ClientIDSetting.Variable() + ", " + auth.ClientSecretSetting.Variable() + ", " + auth.RefreshTokenSetting.Variable()
	}
}

func expiry(credentials auth.Credentials, now time.Time) string {
	left := credentials.ExpiresAt.Sub(now).Round(time.Minute)
	switch {
	case credentials.AccessToken == "":
		return "none yet; the next plan gets one with the refresh token"
	case credentials.ExpiresAt.IsZero():
		return "does not expire"
	case left <= 0:
		return "expired; the next plan renews it with the refresh token"
	}
	return fmt.Sprintf("until %s, for %s more; then a plan renews it with the refresh token",
		credentials.ExpiresAt.UTC().Format(time.RFC3339), strings.TrimSuffix(left.String(), "0s"))
}
