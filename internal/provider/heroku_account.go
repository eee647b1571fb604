package provider

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"os"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

// herokuAccount is the Heroku account that the provider's configuration and the environment select.
type herokuAccount struct {
	client *heroku.Client
	tokens *auth.Source
	// apiSource is the argument or the variable with the URL of the API, or empty for the default.
	apiSource string
	// problems explain why there is no client. Read and Open report them, not Configure: a plan
	// that reads nothing needs no credentials.
	problems diag.Diagnostics
}

// accountFrom returns the account that Configure left for data sources and ephemeral resources. It
// returns nil while Terraform only validates the configuration.
func accountFrom(providerData any, diags *diag.Diagnostics) *herokuAccount {
	if providerData == nil {
		return nil
	}
	account, ok := providerData.(*herokuAccount)
	if !ok {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Expected a Heroku account, got %T. Please report this to the provider's developers.", providerData))
	}
	return account
}

// newHerokuAccount returns the account that the `heroku` block and the environment select. It sends
// no request. The diagnostics are warnings.
func newHerokuAccount(ctx context.Context, config types.Object, userAgent string) (*herokuAccount, diag.Diagnostics) {
	var model herokuModel
	if unknown := unknownValues(config); len(unknown) > 0 {
		return &herokuAccount{problems: unknown}, nil
	}
	if diags := config.As(ctx, &model, basetypes.ObjectAsOptions{UnhandledNullAsEmpty: true}); diags.HasError() {
		return &herokuAccount{problems: diags}, nil
	}

	var problems diag.Diagnostics
	client := heroku.Config{
		UserAgent:       userAgent,
		MaxRetries:      defaultMaxRetries,
		RequestTimeout:  defaultRequestTimeout,
		RequireReadOnly: model.RequireReadOnly.ValueBool(),
		Logger:          slog.New(logHandler{}),
	}
	if !model.MaxRetries.IsNull() {
		retries, _ := model.MaxRetries.ValueBigFloat().Int64() // At most the largest int64.
		client.MaxRetries = int(min(retries, math.MaxInt32))
	}
	if !model.RequestTimeout.IsNull() {
		var err error
		if client.RequestTimeout, err = parseDuration(model.RequestTimeout.ValueString()); err != nil {
			problems.AddError("Invalid duration", invalid(herokuPath.AtName("request_timeout").String(), model.RequestTimeout.ValueString(), err))
		}
	}
	address, apiSource := lookUp(model.APIURL, "api_url", heroku.BaseURLVariable, heroku.DefaultBaseURL)
	api, err := heroku.ParseBaseURL(address)
	if err != nil {
		problems.AddError("Invalid Heroku API URL", invalid(apiSource, address, err))
	}
	address, tokenSource := lookUp(model.TokenURL, "token_url", auth.TokenURLVariable, auth.DefaultTokenURL)
	tokenURL, err := auth.ParseTokenURL(address)
	if err != nil {
		problems.AddError("Invalid Heroku token URL", invalid(tokenSource, address, err))
	}
	if problems.HasError() {
		return &herokuAccount{problems: problems}, nil
	}

	tokens, problem := model.signIn(ctx, auth.Config{
		TokenURL: tokenURL, MaxRetries: client.MaxRetries, RequestTimeout: client.RequestTimeout, Logger: client.Logger,
	}, api.Hostname())
	if problem != nil {
		return &herokuAccount{problems: diag.Diagnostics{problem}}, nil
	}
	client.BaseURL = api
	client.Tokens = tokens
	return &herokuAccount{client: heroku.NewClient(client), tokens: tokens, apiSource: apiSource}, warnings(tokens)
}

// unknownValues reports each value of the `heroku` block that Terraform does not know yet.
func unknownValues(config types.Object) (diags diag.Diagnostics) {
	var unknown []string
	switch {
	case config.IsUnknown():
		unknown = append(unknown, herokuPath.String())
	default:
		for name, value := range config.Attributes() {
			at := herokuPath.AtName(name)
			if list, ok := value.(types.List); ok && !list.IsUnknown() {
				for i, element := range list.Elements() {
					if element.IsUnknown() {
						unknown = append(unknown, at.AtListIndex(i).String())
					}
				}
			} else if value.IsUnknown() {
				unknown = append(unknown, at.String())
			}
		}
	}
	slices.Sort(unknown)
	for _, at := range unknown {
		diags.AddError("Unknown provider configuration",
			at+" is not known until apply, but Terraform reads from Heroku now. The provider does not fall back to another "+
				"account or address.\n\nUse a value that is known during the plan, such as a variable. Or defer the "+
				"read until apply: add depends_on, with the resource that the value comes from, to the data source or ephemeral resource.")
	}
	return diags
}

// lookUp returns the value of an argument, or else that of an environment variable, or else the
// default, and the name of the argument or variable.
func lookUp(value types.String, argument, variable, byDefault string) (found, source string) {
	if !value.IsNull() {
		return value.ValueString(), herokuPath.AtName(argument).String()
	}
	if value, found := os.LookupEnv(variable); found {
		return value, variable
	}
	return byDefault, ""
}
