// Package provider implements the ModuleX provider for Terraform: schemas, configuration, state and
// diagnostics.
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

// herokuPath is the path of the `heroku` block.
var herokuPath = path.Root("heroku")

type modulexProviderModel struct {
	Heroku types.Object `tfsdk:"heroku"`
}

func (p *modulexProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "modulex"
	resp.Version = p.version
}

func (p *modulexProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Brings ModuleX's integrations to Terraform and OpenTofu. Each integration has its own block. " +
			"The `heroku` block configures how to list the apps of a Heroku account.",
		Blocks: map[string]schema.Block{
			"heroku": herokuBlock(),
		},
	}
}

// ValidateConfig checks the configuration by itself. Terraform calls it again, with the values that
// it knows by then, before it calls Configure.
func (p *modulexProvider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var model modulexProviderModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if !model.Heroku.IsNull() && !model.Heroku.IsUnknown() {
		resp.Diagnostics.Append(validateSignIn(model.Heroku)...)
	}
}

// Configure leaves errors to data sources and ephemeral resources, since a run that reads nothing
// needs no account.
func (p *modulexProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var model modulexProviderModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !req.Config.Raw.IsFullyKnown() && req.ClientCapabilities.DeferralAllowed {
		resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
		return
	}
	account, warnings := newHerokuAccount(ctx, model.Heroku, userAgent(req.TerraformVersion, p.version))
	resp.Diagnostics.Append(warnings...)
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

// userAgent returns the product tokens (RFC 9110, section 10.1.5) of Terraform or OpenTofu and of
// the provider.
func userAgent(terraform, provider string) string {
	return "Terraform/" + terraform + " terraform-provider-modulex/" + provider
}
