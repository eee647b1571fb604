package main

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/modulex/terraform-provider-modulex/internal/provider"
)

// The floor's data source must have the provider's type. Otherwise, Terraform would process it
// differently.
func TestAppsSchema(t *testing.T) {
	schemas, err := provider.NewServer("test")().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	got, want := appsSchema(), schemas.DataSourceSchemas["modulex_heroku_apps"]
	if !got.ValueType().Equal(want.ValueType()) {
		t.Errorf("the type is %s, want the provider's type %s", got.ValueType(), want.ValueType())
	}
	for i, attribute := range want.Block.Attributes {
		floor := got.Block.Attributes[i]
		if floor.Name != attribute.Name || floor.Optional != attribute.Optional || floor.Computed != attribute.Computed {
			t.Errorf("%s differs from the provider's %s", floor.Name, attribute.Name)
		}
	}
}
