package provider

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int32validator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

// The environment's part of the configuration.
const (
	envHerokuAPIKey = "HEROKU_API_KEY"
	envHerokuAPIURL = "HEROKU_API_URL"
)

const (
	defaultMaxRetries     = 4
	defaultRequestTimeout = time.Minute
)

type herokuModel struct {
	Token          types.String `tfsdk:"token"`
	APIURL         types.String `tfsdk:"api_url"`
	MaxRetries     types.Int32  `tfsdk:"max_retries"`
	RequestTimeout types.String `tfsdk:"request_timeout"`
}

func herokuSchema() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: "How to reach Heroku. May be left out as a whole where the environment says it all.",
		Optional:            true,
		Attributes: map[string]schema.Attribute{
			"token": schema.StringAttribute{
				MarkdownDescription: "Access token of the Heroku account. A token of the OAuth scope `read` is enough. " +
					"Environment: `" + envHerokuAPIKey + "`, which is not looked at where this is set.",
				Optional:  true,
				Sensitive: true,
			},
			"api_url": schema.StringAttribute{
				MarkdownDescription: "Address of Heroku's Platform API: `https`, or `http` to a loopback address. " +
					"Default: `" + heroku.DefaultBaseURL + "`. Environment: `" + envHerokuAPIURL + "`.",
				Optional:   true,
				Validators: []validator.String{asAPIURL},
			},
			"max_retries": schema.Int32Attribute{
				MarkdownDescription: "How often a request is tried again that failed for a passing reason: a rate limit, " +
					"a server error (500, 502, 503 or 504) or a broken connection. Default: `4`.",
				Optional:   true,
				Validators: []validator.Int32{int32validator.AtLeast(0)},
			},
			"request_timeout": schema.StringAttribute{
				MarkdownDescription: "How long one request may take, from connecting to the end of the answer, as a " +
					"duration such as `30s` or `1m30s`. Default: `60s`.",
				Optional:   true,
				Validators: []validator.String{asDuration},
			},
		},
	}
}

// unknownHeroku returns the paths of the `heroku` attribute that have no value yet, in order.
func unknownHeroku(config types.Object) []path.Path {
	at := path.Root("heroku")
	if config.IsUnknown() {
		return []path.Path{at}
	}
	var unknown []path.Path
	for name, value := range config.Attributes() {
		if value.IsUnknown() {
			unknown = append(unknown, at.AtName(name))
		}
	}
	slices.SortFunc(unknown, func(a, b path.Path) int { return cmp.Compare(a.String(), b.String()) })
	return unknown
}

// newHerokuClient makes a client from the known value of the `heroku` attribute, found at the given path, and the
// environment. It reports all that is wrong with them, and sends nothing.
func newHerokuClient(ctx context.Context, at path.Path, config types.Object, userAgent string) (*heroku.Client, diag.Diagnostics) {
	var model herokuModel
	diags := config.As(ctx, &model, basetypes.ObjectAsOptions{UnhandledNullAsEmpty: true})
	if diags.HasError() {
		return nil, diags
	}

	client := heroku.Config{
		UserAgent:      userAgent,
		MaxRetries:     defaultMaxRetries,
		RequestTimeout: defaultRequestTimeout,
		Logger:         slog.New(logHandler{}),
	}
	if !model.MaxRetries.IsNull() {
		client.MaxRetries = int(model.MaxRetries.ValueInt32())
	}
	if !model.RequestTimeout.IsNull() {
		client.RequestTimeout, _ = time.ParseDuration(model.RequestTimeout.ValueString()) // The schema has validated it.
	}

	address := lookUp(model.APIURL, at.AtName("api_url"), envHerokuAPIURL)
	if !address.found {
		address.value = heroku.DefaultBaseURL
	}
	var err error
	if client.BaseURL, err = heroku.ParseBaseURL(address.value); err != nil {
		diags.Append(address.refused("Invalid address of the Heroku API", err))
	}

	token := lookUp(model.Token, at.AtName("token"), envHerokuAPIKey)
	if !token.found {
		diags.AddAttributeError(token.at, "No Heroku token", "Heroku is asked with an access token, and none was found. "+
			"Looked at, in this order:\n\n"+
			"  1. the attribute heroku.token of the provider's configuration\n"+
			"  2. the environment variable "+token.env+"\n\n"+
			"Set one of them. A token that can list every app and do nothing else is made by: "+
			"heroku authorizations:create --scope read --description terraform")
	} else if way, err := auth.Static(token.value); err != nil {
		diags.Append(token.refused("Invalid Heroku token", err))
	} else {
		client.Tokens = auth.NewSource(way, client.Logger)
	}
	return heroku.NewClient(client), diags
}

// setting is a value of the configuration or, where that has none, of the environment.
type setting struct {
	value string
	found bool
	at    path.Path // the attribute
	env   string    // the variable
	byEnv bool      // whether value is the variable's
}

func lookUp(attribute types.String, at path.Path, env string) setting {
	if !attribute.IsNull() {
		return setting{value: attribute.ValueString(), found: true, at: at, env: env}
	}
	value, found := os.LookupEnv(env)
	return setting{value: value, found: found, at: at, env: env, byEnv: true}
}

// refused says why the value cannot be used and where it came from, without the value.
func (s setting) refused(summary string, err error) diag.Diagnostic {
	if s.byEnv {
		return diag.NewAttributeErrorDiagnostic(s.at, summary, fmt.Sprintf(
			"The environment variable %s is set, but cannot be used: %s. Correct it, or unset it.", s.env, err))
	}
	return diag.NewAttributeErrorDiagnostic(s.at, summary, fmt.Sprintf(
		"The attribute %s is set, but cannot be used: %s. Correct it, or leave it out to use the environment variable %s.",
		s.at, err, s.env))
}
