package provider

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
)

// signInWays are the attributes of each way to sign in, of which the configuration names one at the most.
var signInWays = [][]auth.Setting{
	{auth.TokenSetting},
	{auth.ClientIDSetting, auth.ClientSecretSetting, auth.RefreshTokenSetting},
	{auth.CredentialsFileSetting},
	{auth.TokenCommandSetting},
}

// validateSignIn reports a second way to sign in, and a way that is named in part. Values that are not known yet may
// turn out to be null.
func validateSignIn(at path.Path, config types.Object) (diags diag.Diagnostics) {
	attributes := config.Attributes()
	value := func(setting auth.Setting) attr.Value { return attributes[string(setting)] }
	var first auth.Setting
	for _, way := range signInWays {
		set := slices.IndexFunc(way, func(s auth.Setting) bool { return !value(s).IsNull() && !value(s).IsUnknown() })
		if set < 0 {
			continue
		}
		if first != "" {
			diags.AddAttributeError(at.AtName(string(way[set])), "Two ways to sign in to Heroku", fmt.Sprintf(
				"The attributes %s and %s are of two ways to sign in, of which only one can be taken. Leave one of them out.",
				at.AtName(string(first)), at.AtName(string(way[set]))))
			continue
		}
		first = way[set]
		for _, part := range way {
			if value(part).IsNull() {
				diags.AddAttributeError(at.AtName(string(part)), "A part of the Heroku sign-in is missing", fmt.Sprintf(
					"The attributes client_id, client_secret and refresh_token go together, and %s is not set. Set it, or leave "+
						"out the others too.", at.AtName(string(part))))
			}
		}
	}
	return diags
}

// newTokenSource makes the source of access tokens that the configuration names, or else the environment. It sends
// nothing. Where the API is not known, it only checks the configuration.
func newTokenSource(ctx context.Context, at path.Path, model herokuModel, tokenURL, api *url.URL, log *slog.Logger) (*auth.Source, diag.Diagnostics) {
	settings, diags := model.signInSettings(ctx)
	if diags.HasError() {
		return nil, diags
	}
	signIn, byConfig, err := settings.SignIn(tokenURL)
	if !byConfig {
		if api == nil {
			return nil, diags
		}
		signIn, err = auth.FromEnvironment(tokenURL, api.Hostname())
	}
	if err != nil {
		diags.Append(signInDiagnostic(at, byConfig, err))
		return nil, diags
	}
	if signIn.Exposed() {
		diags.AddAttributeWarning(at, "Others can read the Heroku credentials", fmt.Sprintf(
			"The %s %s may be read by other users of this computer. Take that from them with: chmod 600 %[2]s", signIn.Name, signIn.File))
	}
	log.DebugContext(ctx, "chose how to sign in to Heroku", "way", signIn.Name, "file", signIn.File, "by_configuration", byConfig)
	return auth.NewSource(signIn.Way, log), diags
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

// signInDiagnostic says why no way to sign in could be taken.
func signInDiagnostic(at path.Path, byConfig bool, err error) diag.Diagnostic {
	const summary = "Invalid Heroku sign-in"
	unusable, none := (*auth.SettingError)(nil), (*auth.NoSignInError)(nil)
	switch {
	case errors.As(err, &unusable):
		attribute := at.AtName(string(unusable.Setting))
		if byConfig {
			return refusedAttribute(attribute, summary, err)
		}
		return refusedVariable(attribute, unusable.Setting.Variable(), summary, err)
	case errors.As(err, &none):
		return diag.NewAttributeErrorDiagnostic(at, "No sign-in to Heroku", noSignIn(at, none.Places))
	default:
		return diag.NewAttributeErrorDiagnostic(at, summary, fmt.Sprintf(
			"A sign-in to Heroku was found, but %s. Correct that, or name another way to sign in.", err))
	}
}

// noSignIn lists the places that were looked at.
func noSignIn(at path.Path, elsewhere []string) string {
	var attributes, variables []string
	for _, way := range signInWays {
		var attribute, variable []string
		for _, setting := range way {
			attribute = append(attribute, at.AtName(string(setting)).String())
			if setting.Variable() != "" {
				variable = append(variable, setting.Variable())
			}
		}
		attributes = append(attributes, "the configuration: "+strings.Join(attribute, ", "))
		if variable != nil {
			variables = append(variables, "the environment: "+strings.Join(variable, ", "))
		}
	}
	text := "Heroku is asked with an access token, and nothing was found that gives one. Looked at, in this order:\n\n"
	for i, place := range slices.Concat(attributes, variables, elsewhere) {
		text += fmt.Sprintf("  %2d. %s\n", i+1, place)
	}
	return text + "\nSign in with: terraform-provider-modulex login\n\nOr set " + auth.TokenSetting.Variable() +
		" to a token that can list every app and do nothing else, made with: " + makeToken
}

// makeToken is the command that makes a token which can only read.
const makeToken = "heroku authorizations:create --scope read --description terraform"

// refusedAttribute says why the value of an attribute cannot be used, without the value.
func refusedAttribute(at path.Path, summary string, err error) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at, summary, fmt.Sprintf(
		"The attribute %s cannot be used: %s. Correct it, or leave it out to use the environment.", at, err))
}

// refusedVariable says why the value of an environment variable, which stands for the attribute, cannot be used, without
// the value.
func refusedVariable(at path.Path, variable, summary string, err error) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at, summary, fmt.Sprintf(
		"The environment variable %s cannot be used: %s. Correct it, or unset it.", variable, err))
}

// lookUp returns the value of an attribute or, if that is null, of an environment variable, or else the default, and
// what says why it cannot be used.
func lookUp(attribute types.String, at path.Path, variable, byDefault string) (value string, refused func(summary string, err error) diag.Diagnostic) {
	if attribute.IsNull() {
		value, found := os.LookupEnv(variable)
		if !found {
			value = byDefault
		}
		return value, func(summary string, err error) diag.Diagnostic { return refusedVariable(at, variable, summary, err) }
	}
	return attribute.ValueString(), func(summary string, err error) diag.Diagnostic { return refusedAttribute(at, summary, err) }
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
