package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"golang.org/x/oauth2"
)

var (
	_ ephemeral.EphemeralResource              = (*herokuTokenEphemeralResource)(nil)
	_ ephemeral.EphemeralResourceWithConfigure = (*herokuTokenEphemeralResource)(nil)
	_ ephemeral.EphemeralResourceWithRenew     = (*herokuTokenEphemeralResource)(nil)
)

type herokuTokenEphemeralResource struct {
	account *herokuAccount
}

type herokuTokenModel struct {
	AccessToken types.String `tfsdk:"access_token"`
	ExpiresAt   types.String `tfsdk:"expires_at"`
}

func newHerokuTokenEphemeralResource() ephemeral.EphemeralResource {
	return &herokuTokenEphemeralResource{}
}

func (r *herokuTokenEphemeralResource) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_heroku_token"
}

func (r *herokuTokenEphemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Returns the access token that the provider uses for Heroku, so that another provider can use the " +
			"same sign-in. The token appears in no plan and no state.",
		Attributes: map[string]schema.Attribute{
			"access_token": schema.StringAttribute{
				MarkdownDescription: "The access token. If it is about to expire, the provider refreshes it first.",
				Computed:            true,
				Sensitive:           true,
			},
			"expires_at": schema.StringAttribute{
				MarkdownDescription: "When the access token expires, in UTC and the format of RFC 3339. Null if the sign-in method " +
					"does not provide it, such as `token` and `token_command`.",
				Computed: true,
			},
		},
	}
}

func (r *herokuTokenEphemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	r.account = accountFrom(req.ProviderData, &resp.Diagnostics)
}

func (r *herokuTokenEphemeralResource) Open(ctx context.Context, _ ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	if resp.Diagnostics.Append(r.account.problems...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, defaultReadTimeout)
	defer cancel()
	token, err := r.account.client.Token(ctx)
	resp.Diagnostics.Append(warnings(r.account.tokens)...)
	if err != nil {
		resp.Diagnostics.Append(r.account.requestDiagnostic(ctx, err))
		return
	}
	model := herokuTokenModel{AccessToken: types.StringValue(token.AccessToken)}
	if !token.Expiry.IsZero() {
		model.ExpiresAt = types.StringValue(expiresAt(token))
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
	resp.RenewAt = r.account.tokens.RenewAt()
}

// Renew renews the sign-in's token, for the next Open. A provider that uses the old token keeps it,
// since Terraform does not pass on a new result.
func (r *herokuTokenEphemeralResource) Renew(ctx context.Context, _ ephemeral.RenewRequest, resp *ephemeral.RenewResponse) {
	_, err := r.account.tokens.Token(ctx)
	resp.Diagnostics.Append(warnings(r.account.tokens)...)
	if err != nil {
		resp.Diagnostics.Append(r.account.requestDiagnostic(ctx, err))
		return
	}
	resp.Diagnostics.AddWarning("Heroku token in use expires soon",
		"The provider obtained a new token, but Terraform cannot pass it to a provider that already uses the old one. "+
			"If that provider fails from now on, run Terraform again: the next run starts with the new token.")
	resp.RenewAt = r.account.tokens.RenewAt()
}

func expiresAt(token *oauth2.Token) string { return token.Expiry.UTC().Format(time.RFC3339) }
