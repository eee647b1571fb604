// Command terraform-provider-heroku stands in for the provider heroku/heroku in the tests of the examples. It has some
// of its resources, with the attributes and checks that they have in version 5
// (https://registry.terraform.io/providers/heroku/heroku/latest/docs), for plans alone.
package main

import (
	"context"
	"log"
	"maps"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

func main() {
	err := providerserver.Serve(context.Background(), func() provider.Provider { return heroku{} },
		providerserver.ServeOpts{Address: "registry.terraform.io/heroku/heroku"})
	if err != nil {
		log.Fatal(err)
	}
}

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

// resources are the attributes of each resource, apart from id.
var resources = map[string]map[string]schema.Attribute{
	"domain":    {"app_id": appID, "hostname": required, "sni_endpoint_id": optional, "cname": computed},
	"drain":     {"app_id": appID, "url": optional, "sensitive_url": optional, "token": computed},
	"formation": {"app_id": appID, "type": required, "quantity": schema.Int64Attribute{Required: true}, "size": optional},
}

type heroku struct{}

func (heroku) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "heroku"
}

func (heroku) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (heroku) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (heroku) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (heroku) Resources(context.Context) []func() resource.Resource {
	var all []func() resource.Resource
	for name, attributes := range resources {
		all = append(all, func() resource.Resource { return planned{name, attributes} })
	}
	return all
}

// planned is a resource that can be planned, and nothing else.
type planned struct {
	name       string
	attributes map[string]schema.Attribute
}

func (r planned) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + r.name
}

func (r planned) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema.Attributes = maps.Clone(r.attributes)
	resp.Schema.Attributes["id"] = computed
}

func (planned) Create(_ context.Context, _ resource.CreateRequest, resp *resource.CreateResponse) {
	resp.Diagnostics.AddError("This is not the provider heroku/heroku", "It stands in for it in plans alone.")
}

func (planned) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (planned) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (planned) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
