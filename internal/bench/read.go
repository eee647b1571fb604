package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/provider"
)

const dataSource = "modulex_heroku_apps"

// reader reads the data source in this process. It calls the plugin protocol as Terraform does, but
// without gRPC.
type reader struct {
	server tfprotov6.ProviderServer
	config tftypes.Object // the type of the data source's configuration
}

// newReader returns a reader whose provider is configured for the API at the address.
func newReader(ctx context.Context, address string) (*reader, error) {
	server := provider.NewServer("bench")()
	schema, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	providerType, ok := schema.Provider.ValueType().(tftypes.Object)
	herokuType, herokuOK := providerType.AttributeTypes["heroku"].(tftypes.Object)
	configType, configOK := schema.DataSourceSchemas[dataSource].ValueType().(tftypes.Object)
	if !ok || !herokuOK || !configOK {
		return nil, errors.New("the provider's schema is not as expected")
	}
	config, err := tfprotov6.NewDynamicValue(providerType, object(providerType, map[string]tftypes.Value{
		"heroku": object(herokuType, map[string]tftypes.Value{
			"token":   tftypes.NewValue(tftypes.String, herokutest.Token),
			"api_url": tftypes.NewValue(tftypes.String, address),
		}),
	}))
	if err != nil {
		return nil, err
	}
	configured, err := server.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{TerraformVersion: "1", Config: &config})
	if err := failure(err, configured.Diagnostics); err != nil {
		return nil, fmt.Errorf("configuring the provider: %w", err)
	}
	return &reader{server, configType}, nil
}

// read reads the data source with the given arguments and returns its state, encoded as Terraform
// receives it.
func (r *reader) read(ctx context.Context, arguments map[string]tftypes.Value) ([]byte, error) {
	config, err := tfprotov6.NewDynamicValue(r.config, object(r.config, arguments))
	if err != nil {
		return nil, err
	}
	resp, err := r.server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: dataSource, Config: &config})
	if err := failure(err, resp.Diagnostics); err != nil {
		return nil, fmt.Errorf("reading the data source: %w", err)
	}
	return resp.State.MsgPack, nil
}

// object returns a value with the given attributes. All others are null.
func object(of tftypes.Object, attributes map[string]tftypes.Value) tftypes.Value {
	all := make(map[string]tftypes.Value, len(of.AttributeTypes))
	for name, attributeType := range of.AttributeTypes {
		all[name] = tftypes.NewValue(attributeType, nil)
	}
	for name, value := range attributes {
		all[name] = value
	}
	return tftypes.NewValue(of, all)
}

func failure(err error, diags []*tfprotov6.Diagnostic) error {
	for _, diag := range diags {
		err = errors.Join(err, fmt.Errorf("%s: %s", diag.Summary, diag.Detail))
	}
	return err
}

// benchmarkRead returns a benchmark of whole reads of an inventory.
func benchmarkRead(ctx context.Context, apps int) func(*testing.B) {
	return func(b *testing.B) {
		_, address, stop := mock(apps, 0)
		defer stop()
		reader, err := newReader(ctx, address)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			b.StopTimer()
			debug.FreeOSMemory() // Terraform starts a new process for each plan, which has no memory yet.
			b.StartTimer()
			if _, err := reader.read(ctx, nil); err != nil {
				b.Fatal(err)
			}
		}
	}
}
