// Command floor is a provider that does almost nothing. It shows the cost of Terraform itself.
// Every read of the data source modulex_heroku_apps returns the state in the file that FLOOR_STATE
// names, unchanged. Without that variable, the schema is empty.
package main

import (
	"context"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func main() {
	err := tf6server.Serve("registry.terraform.io/modulex/modulex", func() tfprotov6.ProviderServer {
		return &server{state: os.Getenv("FLOOR_STATE")}
	})
	if err != nil {
		log.Fatal(err)
	}
}

// server implements the calls that a plan needs. Any other call fails.
type server struct {
	tfprotov6.ProviderServer
	state string
}

func (*server) GetMetadata(context.Context, *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	return &tfprotov6.GetMetadataResponse{
		ServerCapabilities: &tfprotov6.ServerCapabilities{GetProviderSchemaOptional: true},
	}, nil
}

func (s *server) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	resp := &tfprotov6.GetProviderSchemaResponse{
		Provider:           &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{}},
		ServerCapabilities: &tfprotov6.ServerCapabilities{GetProviderSchemaOptional: true},
	}
	if s.state != "" {
		resp.DataSourceSchemas = map[string]*tfprotov6.Schema{"modulex_heroku_apps": appsSchema()}
	}
	return resp, nil
}

// appsSchema returns the data source's schema without descriptions. A test compares it with the
// provider's schema.
func appsSchema() *tfprotov6.Schema {
	names := tftypes.List{ElementType: tftypes.String}
	app := tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"id": tftypes.String, "name": tftypes.String, "web_url": tftypes.String, "region": tftypes.String,
		"stack": tftypes.String, "created_at": tftypes.String, "updated_at": tftypes.String,
	}}
	return &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{Attributes: []*tfprotov6.SchemaAttribute{
		{Name: "apps", Type: tftypes.List{ElementType: app}, Computed: true},
		{Name: "ids", Type: tftypes.Map{ElementType: tftypes.String}, Computed: true},
		{Name: "name_regex", Type: tftypes.String, Optional: true},
		{Name: "personal", Type: tftypes.Bool, Optional: true},
		{Name: "regions", Type: names, Optional: true},
		{Name: "required_names", Type: names, Optional: true},
		{Name: "space", Type: tftypes.String, Optional: true},
		{Name: "stacks", Type: names, Optional: true},
		{Name: "success", Type: tftypes.Bool, Computed: true},
		{Name: "team", Type: tftypes.String, Optional: true},
		{Name: "total", Type: tftypes.Number, Computed: true},
	}, BlockTypes: []*tfprotov6.SchemaNestedBlock{{
		TypeName: "timeouts",
		Nesting:  tfprotov6.SchemaNestedBlockNestingModeSingle,
		Block:    &tfprotov6.SchemaBlock{Attributes: []*tfprotov6.SchemaAttribute{{Name: "read", Type: tftypes.String, Optional: true}}},
	}}}}
}

func (*server) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{}, nil
}

func (*server) ValidateProviderConfig(_ context.Context, req *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{PreparedConfig: req.Config}, nil
}

func (*server) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (*server) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

func (*server) ValidateDataResourceConfig(context.Context, *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return &tfprotov6.ValidateDataResourceConfigResponse{}, nil
}

func (s *server) ReadDataSource(context.Context, *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	state, err := os.ReadFile(s.state)
	if err != nil {
		return nil, err
	}
	return &tfprotov6.ReadDataSourceResponse{State: &tfprotov6.DynamicValue{MsgPack: state}}, nil
}
