package provider

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

const (
	apiURLVariable        = "HEROKU_API_URL"
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

// herokuAccount is a Heroku account as the provider's configuration reaches it.
type herokuAccount struct {
	client *heroku.Client
	tokens *auth.Source
}

// accountFrom returns what Configure has left for data sources and ephemeral resources: nil while the configuration is
// only being validated.
func accountFrom(providerData any, diags *diag.Diagnostics) *herokuAccount {
	if providerData == nil {
		return nil
	}
	account, ok := providerData.(*herokuAccount)
	if !ok {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Expected a Heroku account and got %T. Please report this to the provider's developers.", providerData))
	}
	return account
}

// herokuBlock returns the schema of the `heroku` block. It is a block since Terraform drops unknown names of a nested
// attribute without an error.
func herokuBlock() schema.SingleNestedBlock {
	return schema.SingleNestedBlock{
		MarkdownDescription: "How to sign in to Heroku and send requests. Omit the block when environment variables configure " +
			"everything.",
		Attributes: map[string]schema.Attribute{
			"token": schema.StringAttribute{
				MarkdownDescription: "Access token of the Heroku account. A token of the OAuth scope `read` is enough." +
					environment(auth.TokenSetting),
				Optional:  true,
				Sensitive: true,
			},
			"client_id": schema.StringAttribute{
				MarkdownDescription: "Id of an OAuth client that is registered with Heroku. Goes with `client_secret` and " +
					"`refresh_token`." + environment(auth.ClientIDSetting),
				Optional: true,
			},
			"client_secret": schema.StringAttribute{
				MarkdownDescription: "Secret of that OAuth client." + environment(auth.ClientSecretSetting),
				Optional:            true,
				Sensitive:           true,
			},
			"refresh_token": schema.StringAttribute{
				MarkdownDescription: "OAuth refresh token that was given to that client, with which access tokens are got." +
					environment(auth.RefreshTokenSetting),
				Optional:  true,
				Sensitive: true,
			},
			"credentials_file": schema.StringAttribute{
				MarkdownDescription: "File with the OAuth sign-in that `terraform-provider-modulex login` has written. New " +
					"tokens are written to it." + environment(auth.CredentialsFileSetting),
				Optional: true,
			},
			"token_command": schema.ListAttribute{
				MarkdownDescription: "Command that prints an access token, and its arguments, such as `[\"heroku\", " +
					"\"auth:token\"]`. It is run without a shell and without input, for 30 seconds at most, and once more if Heroku " +
					"refuses the token.",
				ElementType: types.StringType,
				Optional:    true,
				Validators:  []validator.List{listvalidator.SizeAtLeast(1), listvalidator.NoNullValues()},
			},
			"api_url": schema.StringAttribute{
				MarkdownDescription: "Address of Heroku's Platform API: `https`, or `http` to a loopback address. " +
					"Default: `" + heroku.DefaultBaseURL + "`. Environment: `" + apiURLVariable + "`.",
				Optional:   true,
				Validators: []validator.String{asAPIURL},
			},
			"token_url": schema.StringAttribute{
				MarkdownDescription: "Address of Heroku's OAuth token endpoint: `https`, or `http` to a loopback address. " +
					"Default: `" + auth.DefaultTokenURL + "`. Environment: `" + auth.TokenURLVariable + "`.",
				Optional:   true,
				Validators: []validator.String{asTokenURL},
			},
			"max_retries": schema.NumberAttribute{
				MarkdownDescription: "How many times to retry a request that failed temporarily: because of a rate limit, " +
					"a server error (500, 502, 503 or 504) or a broken connection. A whole number, 0 or more. Default: `4`.",
				Optional:   true,
				Validators: []validator.Number{asCount{}},
			},
			"request_timeout": schema.StringAttribute{
				MarkdownDescription: "How long one request may take, from connecting to the end of the answer, as a " +
					"duration such as `30s` or `1m30s`. Default: `60s`.",
				Optional:   true,
				Validators: []validator.String{asDuration},
			},
			"require_read_only": schema.BoolAttribute{
				MarkdownDescription: "Whether to refuse a token that Heroku does not show to be only for reading, with the scopes " +
					"`read`, `read-protected` and `identity`. Default: `false`.",
				Optional: true,
			},
		},
	}
}

// environment is the end of a description.
func environment(setting auth.Setting) string {
	return " Environment: `" + setting.Variable() + "`, if the configuration names no way to sign in."
}

// unknownHeroku returns the paths of the `heroku` attribute that have no value yet, in order.
func unknownHeroku(ctx context.Context, config types.Object) []path.Path {
	at := path.Root("heroku")
	if config.IsUnknown() {
		return []path.Path{at}
	}
	var unknown []path.Path
	for name, value := range config.Attributes() {
		if known, err := value.ToTerraformValue(ctx); err != nil || !known.IsFullyKnown() {
			unknown = append(unknown, at.AtName(name))
		}
	}
	slices.SortFunc(unknown, func(a, b path.Path) int { return cmp.Compare(a.String(), b.String()) })
	return unknown
}

// newHerokuAccount takes what reaches an account from the known value of the `heroku` attribute, found at the given path,
// and the environment. It reports all that is wrong with them, and sends nothing.
func newHerokuAccount(ctx context.Context, at path.Path, config types.Object, userAgent string) (*herokuAccount, diag.Diagnostics) {
	var model herokuModel
	diags := config.As(ctx, &model, basetypes.ObjectAsOptions{UnhandledNullAsEmpty: true})
	if diags.HasError() {
		return nil, diags
	}

	client := heroku.Config{
		UserAgent:       userAgent,
		MaxRetries:      defaultMaxRetries,
		RequestTimeout:  defaultRequestTimeout,
		RequireReadOnly: model.RequireReadOnly.ValueBool(),
		Logger:          slog.New(logHandler{}),
	}
	if !model.MaxRetries.IsNull() {
		retries, _ := model.MaxRetries.ValueBigFloat().Int64() // The largest int64 where it is larger.
		client.MaxRetries = int(min(retries, math.MaxInt32))
	}
	if !model.RequestTimeout.IsNull() {
		client.RequestTimeout, _ = time.ParseDuration(model.RequestTimeout.ValueString()) // The schema has validated it.
	}

	var err error
	address, refused := lookUp(model.APIURL, at.AtName("api_url"), apiURLVariable, heroku.DefaultBaseURL)
	if client.BaseURL, err = heroku.ParseBaseURL(address); err != nil {
		diags.Append(refused("Invalid address of the Heroku API", err))
	}
	address, refused = lookUp(model.TokenURL, at.AtName("token_url"), auth.TokenURLVariable, auth.DefaultTokenURL)
	tokenURL, err := auth.ParseTokenURL(address)
	if err != nil {
		diags.Append(refused("Invalid address of the token endpoint", err))
	}
	tokens, signInDiags := newTokenSource(ctx, at, model, tokenURL, client.BaseURL, client.Logger)
	diags.Append(signInDiags...)
	client.Tokens = tokens
	return &herokuAccount{client: heroku.NewClient(client), tokens: tokens}, diags
}
