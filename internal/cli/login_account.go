package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

// signedIn names the account, so that nobody uses another account by mistake. It uses the saved
// file, as plans do.
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
		return fmt.Sprintf("%s\nThe account could not be checked. %s\nTo check it later, run: terraform-provider-modulex status",
			result, happened(err))
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

// showNext says what to do after a sign-in, and warns if plans would not use it.
func showNext(out io.Writer, file string) {
	settings := auth.EnvironmentSettings()
	if settings.Token == nil && settings.RefreshToken == nil && (settings.ClientID != nil || settings.ClientSecret != nil) {
		_, _ = fmt.Fprintf(out, "\nNext, unset %s and %s if your shell has them: with them, plans need a refresh token from the environment. "+
			"Then run terraform plan or tofu plan.\n", auth.ClientIDSetting.Variable(), auth.ClientSecretSetting.Variable())
		return
	}
	switch chosen, err := signIn(); {
	case err != nil:
		_, _ = fmt.Fprintf(out, "\nPlans cannot use these credentials yet. %s\n", explained(err))
	case chosen.Origin().File != file:
		_, _ = fmt.Fprintf(out, "\nPlans from this shell use other credentials, which take precedence: %s. "+
			"For details, run: terraform-provider-modulex status\n", place(chosen.Origin()))
	default:
		_, _ = fmt.Fprint(out, "\nNext, run terraform plan or tofu plan.\n")
	}
}
