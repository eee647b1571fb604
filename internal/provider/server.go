package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/vmihailenco/msgpack/v5"
)

// NewServer returns a function that creates a server of the provider for Terraform. The version is
// part of the User-Agent.
func NewServer(version string) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		return server{providerserver.NewProtocol6(&modulexProvider{version: version})()}
	}
}

// server is the framework's server, except that large values bypass the framework. After a read,
// the framework copies the whole state, converts it, compares it twice and searches it for blocks,
// before it encodes it. For thousands of apps, this needless work takes several times as long as
// everything else.
type server struct {
	tfprotov6.ProviderServer
}

// largeValues are the large values that a read returns, by attribute.
type largeValues map[string]any

// largeValuesKey is the context key of a read's [largeValues].
type largeValuesKey struct{}

// setLarge sets an attribute of the data source that is being read, bypassing the framework, in
// which the attribute stays null. The value is encoded without checks, so it must have the
// attribute's type
// (https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/object-wire-format.md).
func setLarge(ctx context.Context, attribute string, value any) (diags diag.Diagnostics) {
	large, ok := ctx.Value(largeValuesKey{}).(largeValues)
	if !ok {
		diags.AddError("Unsupported provider server",
			"The provider was not served by NewServer, so the attribute "+attribute+" would be lost. Please report this to "+
				"the provider's developers.")
		return diags
	}
	large[attribute] = value
	return nil
}

// ReadDataSource calls the framework, and adds the large values to the state.
func (s server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	large := largeValues{}
	resp, err := s.ProviderServer.ReadDataSource(context.WithValue(ctx, largeValuesKey{}, large), req)
	if err != nil || len(large) == 0 || resp.State == nil {
		return resp, err
	}
	var state map[string]msgpack.RawMessage
	if err := msgpack.Unmarshal(resp.State.MsgPack, &state); err != nil {
		return nil, fmt.Errorf("decoding the framework's state: %w", err)
	}
	for attribute, value := range state {
		if _, ok := large[attribute]; !ok {
			large[attribute] = value
		}
	}
	if resp.State.MsgPack, err = msgpack.Marshal(large); err != nil {
		return nil, fmt.Errorf("encoding the state: %w", err)
	}
	return resp, nil
}
