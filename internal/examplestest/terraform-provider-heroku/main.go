// Command terraform-provider-heroku replaces the provider heroku/heroku in the tests of the
// examples. It has some of its resources, with the arguments and checks of version 5
// (https://registry.terraform.io/providers/heroku/heroku/latest/docs).
package main

import (
	"cmp"
	"context"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func main() {
	err := providerserver.Serve(context.Background(), func() provider.Provider { return heroku{} },
		providerserver.ServeOpts{Address: "registry.terraform.io/heroku/heroku"})
	if err != nil {
		log.Fatal(err)
	}
}

type heroku struct{}

func (heroku) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "heroku"
}

func (heroku) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema.Attributes = map[string]schema.Attribute{
		"api_key": schema.StringAttribute{Optional: true, Sensitive: true},
	}
}

// Configure passes api_key, or else HEROKU_API_KEY, to the resources.
func (heroku) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config struct {
		APIKey types.String `tfsdk:"api_key"`
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.ResourceData = cmp.Or(config.APIKey.ValueString(), os.Getenv("HEROKU_API_KEY"))
}

func (heroku) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (heroku) Resources(context.Context) []func() resource.Resource {
	all := []func() resource.Resource{func() resource.Resource { return &app{} }}
	for name, attributes := range attachments {
		all = append(all, func() resource.Resource { return &attachment{name: name, attributes: attributes} })
	}
	return all
}
