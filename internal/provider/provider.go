// Package provider is Terraform's side of the ModuleX provider: schemas, configuration, state and diagnostics.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	_ provider.Provider                       = (*modulexProvider)(nil)
	_ provider.ProviderWithValidateConfig     = (*modulexProvider)(nil)
	_ provider.ProviderWithEphemeralResources = (*modulexProvider)(nil)
)

type modulexProvider struct {
	version string
}

type modulexProviderModel struct {
	Heroku types.Object `tfsdk:"heroku"`
}

// New returns what makes the provider, for [NewServer]. The version is told to the APIs that the provider talks to.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &modulexProvider{version: version} }
}

func (p *modulexProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "modulex"
	resp.Version = p.version
}

func (p *modulexProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Brings ModuleX's integrations to Terraform and OpenTofu. Each integration has a block of its " +
			"own. The `heroku` block configures how to list the apps of a Heroku account.",
		Blocks: map[string]schema.Block{
			"heroku": herokuBlock(),
		},
	}
}

func (p *modulexProvider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var model modulexProviderModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if !model.Heroku.IsNull() && !model.Heroku.IsUnknown() {
		resp.Diagnostics.Append(validateSignIn(path.Root("heroku"), model.Heroku)...)
	}
}

func (p *modulexProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var model modulexProviderModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if unknown := unknownHeroku(ctx, model.Heroku); len(unknown) > 0 {
		if req.ClientCapabilities.DeferralAllowed {
			resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
			return
		}
		for _, at := range unknown {
			resp.Diagnostics.AddAttributeError(at, "Provider configuration is not known yet",
				"The value comes from something that has not been applied yet, and no other account or address is used in "+
					"its place. Give a value that is known when planning, such as a variable's, or apply what it comes "+
					"from first with -target.")
		}
		return
	}
	account, diags := newHerokuAccount(ctx, path.Root("heroku"), model.Heroku, userAgent(req.TerraformVersion, p.version))
	resp.Diagnostics.Append(diags...)
	if diags.HasError() {
		return
	}
	resp.DataSourceData = account
	resp.EphemeralResourceData = account
}

func (p *modulexProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{newHerokuAppsDataSource}
}

func (p *modulexProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{newHerokuTokenEphemeralResource}
}

func (p *modulexProvider) Resources(context.Context) []func() resource.Resource { return nil }

// userAgent is the product tokens of RFC 9110, section 10.1.5, of Terraform (or OpenTofu) and of this provider.
func userAgent(terraform, provider string) string {
	return "Terraform/" + terraform + " terraform-provider-modulex/" + provider
}
