package provider

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

const (
	defaultMaxRetries     = 4
	defaultRequestTimeout = time.Minute
)

type herokuModel struct {
	Token           types.String `tfsdk:"token"`
	ClientID        types.String `tfsdk:"client_id"`
	ClientSecret    types.String `tfsdk:"client_secret"`
	RefreshToken    types.String `tfsdk:"refresh_token"`
	CredentialsFile types.String `tfsdk:"credentials_file"`
	TokenCommand    types.List   `tfsdk:"token_command"`
	APIURL          types.String `tfsdk:"api_url"`
	TokenURL        types.String `tfsdk:"token_url"`
	MaxRetries      types.Number `tfsdk:"max_retries"`
	RequestTimeout  types.String `tfsdk:"request_timeout"`
	RequireReadOnly types.Bool   `tfsdk:"require_read_only"`
}

// herokuBlock returns the schema of the `heroku` block. It is not a nested attribute, because
// Terraform drops unknown names in nested attributes without an error.
func herokuBlock() schema.SingleNestedBlock {
	return schema.SingleNestedBlock{
		MarkdownDescription: "How to sign in to Heroku and send requests. Omit the block when environment variables configure " +
			"everything.",
		Attributes: map[string]schema.Attribute{
			"token": schema.StringAttribute{
				MarkdownDescription: "Access token of a Heroku account. A token with the OAuth scope `read` is enough." +
					environment(auth.TokenSetting),
				Optional:  true,
				Sensitive: true,
			},
			"client_id": schema.StringAttribute{
				MarkdownDescription: "Id of an OAuth client that is registered with Heroku. Requires `client_secret` and " +
					"`refresh_token`." + environment(auth.ClientIDSetting),
				Optional: true,
			},
			"client_secret": schema.StringAttribute{
				MarkdownDescription: "Secret of the OAuth client." + environment(auth.ClientSecretSetting),
				Optional:            true,
				Sensitive:           true,
			},
			"refresh_token": schema.StringAttribute{
				MarkdownDescription: "OAuth refresh token of the client. The provider exchanges it for access tokens." +
					environment(auth.RefreshTokenSetting),
				Optional:  true,
				Sensitive: true,
			},
			"credentials_file": schema.StringAttribute{
				MarkdownDescription: "Path of a credentials file that `terraform-provider-modulex login` wrote. The provider saves " +
					"new tokens in this file. A leading `~/` is the home folder." + environment(auth.CredentialsFileSetting),
				Optional: true,
			},
			"token_command": schema.ListAttribute{
				MarkdownDescription: "Command that prints an access token: the program and each of its arguments, such as " +
					"`[\"heroku\", \"auth:token\"]`. Runs without a shell and without standard input, for up to 30 seconds. If Heroku " +
					"rejects the token, the command runs once more.",
				ElementType: types.StringType,
				Optional:    true,
				Validators:  []validator.List{listvalidator.SizeAtLeast(1), withoutNulls},
			},
			"api_url": schema.StringAttribute{
				MarkdownDescription: "URL of Heroku's Platform API. Must use `https`, or `http` for a loopback address. " +
					"Default: `" + heroku.DefaultBaseURL + "`. Environment variable: `" + heroku.BaseURLVariable + "`.",
				Optional:   true,
				Validators: []validator.String{asAPIURL},
			},
			"token_url": schema.StringAttribute{
				MarkdownDescription: "URL of Heroku's OAuth token endpoint. Must use `https`, or `http` for a loopback address. " +
					"Default: `" + auth.DefaultTokenURL + "`. Environment variable: `" + auth.TokenURLVariable + "`.",
				Optional:   true,
				Validators: []validator.String{asTokenURL},
			},
			"max_retries": schema.NumberAttribute{
				MarkdownDescription: "How many times to retry a request that failed temporarily: because of a rate limit, " +
					"a server error (500, 502, 503 or 504) or a broken connection. A whole number, 0 or more. Default: `4`.",
				Optional:   true,
				Validators: []validator.Number{asCount},
			},
			"request_timeout": schema.StringAttribute{
				MarkdownDescription: "Timeout of one request, from connecting to the end of the response, as a duration " +
					"such as `30s` or `1m30s`. Default: `60s`.",
				Optional:   true,
				Validators: []validator.String{asDuration},
			},
			"require_read_only": schema.BoolAttribute{
				MarkdownDescription: "Whether to reject a token that can do more than read. Heroku must confirm that the token has " +
					"no OAuth scopes other than `read`, `read-protected` and `identity`. Applies to data sources and to the ephemeral resource " +
					"`modulex_heroku_token`. Default: `false`.",
				Optional: true,
			},
		},
	}
}

// environment returns the sentence that names an argument's environment variable in its
// description.
func environment(setting auth.Setting) string {
	return " Environment variable: `" + setting.Variable() + "`, used if the block configures no sign-in method."
}
