package main

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/modulex/terraform-provider-modulex/internal/provider"
)

// A read of the floor must have the same type as the provider's, or Terraform processes it
// differently.
func TestAppsSchema(t *testing.T) {
	schemas, err := provider.NewServer("test")().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	got, want := appsSchema(), schemas.DataSourceSchemas["modulex_heroku_apps"]
	if !got.ValueType().Equal(want.ValueType()) {
		t.Errorf("the type is %s, and the provider's is %s", got.ValueType(), want.ValueType())
	}
	for i, attribute := range want.Block.Attributes {
		floor := got.Block.Attributes[i]
		if floor.Name != attribute.Name || floor.Optional != attribute.Optional || floor.Computed != attribute.Computed {
			t.Errorf("%s is not as the provider's %s", floor.Name, attribute.Name)
		}
	}
}
