package provider

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
)

// signInMethods are the arguments of each sign-in method, of which a configuration names one at most.
var signInMethods = [][]auth.Setting{
	{auth.TokenSetting},
	{auth.ClientIDSetting, auth.ClientSecretSetting, auth.RefreshTokenSetting},
	{auth.CredentialsFileSetting},
	{auth.TokenCommandSetting},
}

// validateSignIn reports a second sign-in method, a method that is incomplete, and values that no
// credential can have. A value that is not known yet may turn out to be null.
func validateSignIn(config types.Object) (diags diag.Diagnostics) {
	values := config.Attributes()
	first := path.Empty()
	for _, method := range signInMethods {
		set := slices.IndexFunc(method, func(part auth.Setting) bool {
			return !values[string(part)].IsNull() && !values[string(part)].IsUnknown()
		})
		if set < 0 {
			continue
		}
		at := herokuPath.AtName(string(method[set]))
		if !first.Equal(path.Empty()) {
			diags.AddAttributeError(at, "Conflicting Heroku sign-in methods", fmt.Sprintf(
				"%s and %s belong to different sign-in methods. Remove one of them.", first, at))
			continue
		}
		first = at
		for _, part := range method {
			at := herokuPath.AtName(string(part))
			if values[string(part)].IsNull() {
				diags.AddAttributeError(at, "Incomplete Heroku sign-in", fmt.Sprintf(
					"%s is not set, but client_id, client_secret and refresh_token belong together. Set it, or remove the others.", at))
			} else if problem := checkCredential(at, values[string(part)]); problem != nil {
				diags.Append(problem)
			}
		}
	}
	return diags
}

// checkCredential returns what is wrong with the value of an argument of a sign-in method by itself, or nil.
func checkCredential(at path.Path, value attr.Value) diag.Diagnostic {
	var err error
	switch value := value.(type) {
	case types.String:
		if value.IsUnknown() || at.Equal(herokuPath.AtName(string(auth.CredentialsFileSetting))) && value.ValueString() != "" {
			return nil
		}
		_, err = auth.Static(value.ValueString())
	case types.List:
		if command, complete := argv(value); complete && len(command) > 0 {
			_, err = auth.Command(command)
		}
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, auth.ErrEmpty) && value.Equal(types.StringValue("")):
		return diag.NewAttributeErrorDiagnostic(at, "Invalid Heroku sign-in", emptyArgument(at))
	default:
		return diag.NewAttributeErrorDiagnostic(at, "Invalid Heroku sign-in", unusable(at.String(), err))
	}
}

// signIn returns the sign-in that the configuration names, or else the environment. It sends nothing.
func (m herokuModel) signIn(ctx context.Context, tokenURL *url.URL, api string) (auth.SignIn, diag.Diagnostic) {
	settings, diags := m.signInSettings(ctx)
	if diags.HasError() {
		return auth.SignIn{}, diags[0]
	}
	signIn, byConfig, err := settings.SignIn(tokenURL)
	if !byConfig {
		signIn, err = auth.FromEnvironment(tokenURL, api)
	}
	if err != nil {
		return auth.SignIn{}, signInDiagnostic(byConfig, err)
	}
	slog.New(logHandler{}).DebugContext(ctx, "chose how to sign in to Heroku", "way", signIn.Name, "file", signIn.File, "by_configuration", byConfig)
	return signIn, nil
}

// exposed warns of a file with credentials that other users can read.
func exposed(signIn auth.SignIn) (diags diag.Diagnostics) {
	if signIn.Exposed() {
		diags.AddWarning("Other users can read the Heroku credentials", fmt.Sprintf(
			"The permissions of the %s %s let other users of this computer read it. Restrict them with: chmod 600 %[2]s", signIn.Name, signIn.File))
	}
	return diags
}

func (m herokuModel) signInSettings(ctx context.Context) (settings auth.Settings, diags diag.Diagnostics) {
	settings = auth.Settings{
		Token:           m.Token.ValueStringPointer(),
		ClientID:        m.ClientID.ValueStringPointer(),
		ClientSecret:    m.ClientSecret.ValueStringPointer(),
		RefreshToken:    m.RefreshToken.ValueStringPointer(),
		CredentialsFile: m.CredentialsFile.ValueStringPointer(),
	}
	if !m.TokenCommand.IsNull() {
		diags = m.TokenCommand.ElementsAs(ctx, &settings.TokenCommand, false)
	}
	return settings, diags
}

// signInDiagnostic says why there is no sign-in.
func signInDiagnostic(byConfig bool, err error) diag.Diagnostic {
	const summary = "Invalid Heroku sign-in"
	failed, none := (*auth.SettingError)(nil), (*auth.NoSignInError)(nil)
	switch {
	case errors.As(err, &failed):
		source := herokuPath.AtName(string(failed.Setting)).String()
		if !byConfig {
			source = failed.Setting.Variable()
		}
		return diag.NewErrorDiagnostic(summary, unusable(source, err))
	case errors.As(err, &none):
		return diag.NewErrorDiagnostic("No Heroku credentials", noSignIn(none.Places))
	default:
		return diag.NewErrorDiagnostic(summary, fmt.Sprintf(
			"The provider found a sign-in to Heroku, but %s. Correct that, or configure another sign-in method.", err))
	}
}

// noSignIn lists the places where the provider looked for credentials.
func noSignIn(elsewhere []string) string {
	var attributes, variables []string
	for _, way := range signInMethods {
		var attribute, variable []string
		for _, setting := range way {
			attribute = append(attribute, herokuPath.AtName(string(setting)).String())
			if setting.Variable() != "" {
				variable = append(variable, setting.Variable())
			}
		}
		attributes = append(attributes, "the configuration: "+strings.Join(attribute, ", "))
		if variable != nil {
			variables = append(variables, "the environment: "+strings.Join(variable, ", "))
		}
	}
	text := "Reading from Heroku needs an access token. The provider looked for credentials in:\n\n"
	for i, place := range slices.Concat(attributes, variables, elsewhere) {
		text += fmt.Sprintf("  %2d. %s\n", i+1, place)
	}
	return text + "\nSign in with: terraform-provider-modulex login\n\nOr set " + auth.TokenSetting.Variable() +
		" to a token that can only list apps. Create one with: " + makeToken
}

// unusable says that a credential, by the name of its argument or variable, cannot be one.
func unusable(source string, err error) string { return fmt.Sprintf("%s is invalid: %s.", source, err) }

// invalid says that the value of an argument or of an environment variable, by its name, is invalid. The
// error completes "The value is ..., but".
func invalid(source, value string, err error) string {
	return fmt.Sprintf("%s is %s, but %s.", source, quoted(value), err)
}

// rotated warns that a refresh token which nobody keeps was replaced.
func rotated(tokens *auth.Source) (diags diag.Diagnostics) {
	if tokens.Rotated() {
		diags.AddWarning("Heroku has replaced the refresh token",
			"Heroku gave a new refresh token in the place of the one from the configuration or the environment, which may not "+
				"work any more. The new one is kept nowhere, so the next run needs a new sign-in. A credentials file keeps the "+
				"newest one by itself: write one with terraform-provider-modulex login, and name it in heroku.credentials_file or "+
				auth.CredentialsFileSetting.Variable()+".")
	}
	return diags
}
