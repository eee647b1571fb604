package main

import (
	"context"
	"maps"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

var (
	computed = schema.StringAttribute{Computed: true}
	optional = schema.StringAttribute{Optional: true}
	required = schema.StringAttribute{Required: true}
	appID    = schema.StringAttribute{
		Required: true,
		Validators: []validator.String{stringvalidator.RegexMatches(
			regexp.MustCompile(`^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$`), "must be a UUID, not a name")},
	}
)

// attachments are the resources that belong to an app, with their attributes except id.
var attachments = map[string]map[string]schema.Attribute{
	"domain":    {"app_id": appID, "hostname": required, "sni_endpoint_id": optional},
	"drain":     {"app_id": appID, "url": optional, "sensitive_url": optional},
	"formation": {"app_id": appID, "type": required, "quantity": schema.Int64Attribute{Required: true}, "size": optional},
}

// attachment is a resource that belongs to an app. It exists only in the state.
type attachment struct {
	name       string
	attributes map[string]schema.Attribute
	apiKey     string
}

func (a *attachment) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + a.name
}

func (a *attachment) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema.Attributes = maps.Clone(a.attributes)
	resp.Schema.Attributes["id"] = computed
}

func (a *attachment) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	a.apiKey, _ = req.ProviderData.(string)
}

// Create fails without an API key, as a request to Heroku would.
func (a *attachment) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	if a.apiKey == "" {
		resp.Diagnostics.AddError("Unauthorized", "The stand-in for heroku/heroku has no api_key.")
		return
	}
	resp.State.Raw = req.Plan.Raw
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), a.name)...)
}

func (*attachment) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (*attachment) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
}

func (*attachment) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
