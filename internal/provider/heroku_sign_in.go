package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/explain"
)

// signInMethods are the arguments of each sign-in method. A configuration can set at most one
// method.
var signInMethods = [][]auth.Setting{
	{auth.TokenSetting},
	{auth.ClientIDSetting, auth.ClientSecretSetting, auth.RefreshTokenSetting},
	{auth.CredentialsFileSetting},
	{auth.TokenCommandSetting},
}

// validateSignIn reports a second sign-in method, an incomplete method and malformed credentials.
// An unknown value may turn out to be null.
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
			} else if problem := checkCredential(at, part, values[string(part)]); problem != nil {
				diags.Append(problem)
			}
		}
	}
	return diags
}

// checkCredential returns what is wrong with a single argument of a sign-in method, or nil.
func checkCredential(at path.Path, setting auth.Setting, value attr.Value) diag.Diagnostic {
	var err error
	switch value := value.(type) {
	case types.String:
		switch {
		case value.IsUnknown():
		case value.ValueString() == "":
			return diag.NewAttributeErrorDiagnostic(at, "Invalid Heroku sign-in", emptyArgument(at))
		case setting != auth.CredentialsFileSetting:
			err = auth.CheckCredential(setting, value.ValueString())
		}
	case types.List:
		if command, complete := argv(value); complete && len(command) > 0 {
			err = auth.CheckCommand(command)
		}
	}
	if failed, ok := errors.AsType[*auth.Error](err); ok {
		text := explain.Error(failed)
		return diag.NewAttributeErrorDiagnostic(at, text.Summary, text.String())
	}
	return nil
}

// signIn returns the source of the sign-in method that the configuration sets, or else the
// environment. It sends no request.
func (m herokuModel) signIn(ctx context.Context, config auth.Config, api string) (*auth.Source, diag.Diagnostic) {
	settings, diags := m.signInSettings(ctx)
	if diags.HasError() {
		return nil, diags[0]
	}
	source, found, err := settings.Source(config)
	if !found {
		source, err = auth.FromEnvironment(config, api)
	}
	if err != nil {
		return nil, signInDiagnostic(err)
	}
	origin := source.Origin()
	config.Logger.DebugContext(ctx, "chose a sign-in method", "method", string(origin.Method), "file", origin.File,
		"from_environment", origin.FromEnvironment)
	return source, nil
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

// signInDiagnostic explains why no sign-in method can be used.
func signInDiagnostic(err error) diag.Diagnostic {
	text := explain.Text{Summary: "Signing in to Heroku failed", Happened: err.Error()}
	if none, ok := errors.AsType[*auth.NoSignInError](err); ok {
		text = explain.NoSignIn(none)
	} else if failed, ok := errors.AsType[*auth.Error](err); ok {
		text = explain.Error(failed)
	}
	return diagnostic(text)
}

// diagnostic returns an error with the explanation. It has no path: Terraform would look for a path
// of the provider's configuration in the block of the data source or ephemeral resource.
func diagnostic(text explain.Text) diag.Diagnostic {
	return diag.NewErrorDiagnostic(text.Summary, text.String())
}

// warnings returns the warnings of a sign-in that succeeded.
func warnings(tokens *auth.Source) (diags diag.Diagnostics) {
	for _, warning := range tokens.Warnings() {
		text := explain.Error(warning)
		diags.AddWarning(text.Summary, text.String())
	}
	return diags
}

// invalid returns the detail for an invalid value of the argument or environment variable source.
// The error completes "The value is ..., but".
func invalid(source, value string, err error) string {
	return fmt.Sprintf("%s is %s, but %s.", source, quoted(value), err)
}
