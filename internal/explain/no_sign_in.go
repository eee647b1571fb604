package explain

import (
	"fmt"
	"strings"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
)

// variables are those of the sign-in methods, in the order of precedence.
var variables = []string{
	auth.TokenSetting.Variable(),
	auth.ClientIDSetting.Variable() + ", " + auth.ClientSecretSetting.Variable() + " and " + auth.RefreshTokenSetting.Variable(),
	auth.CredentialsFileSetting.Variable(),
}

// NoSignIn explains that no credentials were found, and lists the places that were searched.
func NoSignIn(err *auth.NoSignInError) Text {
	places := make([]string, 0, len(variables)+len(err.Looked))
	for _, names := range variables {
		places = append(places, "the environment: "+names)
	}
	for _, origin := range err.Looked {
		places = append(places, Source(origin))
	}
	var happened strings.Builder
	happened.WriteString("No credentials for Heroku were found. The provider looked for them in:\n\n")
	for i, place := range places {
		fmt.Fprintf(&happened, "  %d. %s\n", i+1, place)
	}
	return Text{
		Summary:  "No Heroku credentials",
		Happened: strings.TrimSuffix(happened.String(), "\n"),
		Next: "Sign in with: " + login + "\n\nOr set heroku.token or " + auth.TokenSetting.Variable() +
			" to a token that can only read. To create one, run: " + CreateToken,
	}
}
