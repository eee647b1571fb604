package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/vmihailenco/msgpack/v5"
)

// NewServer returns what serves the provider to Terraform. The version is told to the APIs that the provider talks to.
func NewServer(version string) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		return server{providerserver.NewProtocol6(New(version)())()}
	}
}

// server is the framework's server, past which a data source can hand large values. After a read, the framework copies
// the whole state, converts it, compares it twice and looks through it for blocks, before it encodes it. For thousands of
// apps, that takes several times as long as everything else, and finds nothing to do.
type server struct {
	tfprotov6.ProviderServer
}

// largeValues is the key of a read's context to its large values, by attribute.
type largeValues struct{}

// setLarge gives an attribute of the data source its value past the framework, for which the attribute stays null. The
// value is encoded as it is (https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/object-wire-format.md),
// so it must be of the attribute's type.
func setLarge(ctx context.Context, attribute string, value any) {
	ctx.Value(largeValues{}).(map[string]any)[attribute] = value //nolint:forcetypeassert // Every read has it.
}

// ReadDataSource reads by way of the framework, and adds the large values to the state.
func (s server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	large := map[string]any{}
	resp, err := s.ProviderServer.ReadDataSource(context.WithValue(ctx, largeValues{}, large), req)
	if err != nil || len(large) == 0 || resp.State == nil {
		return resp, err
	}
	var small map[string]msgpack.RawMessage
	if err := msgpack.Unmarshal(resp.State.MsgPack, &small); err != nil {
		return nil, fmt.Errorf("decoding the framework's state: %w", err)
	}
	for attribute, value := range small {
		if _, ok := large[attribute]; !ok {
			large[attribute] = value
		}
	}
	if resp.State.MsgPack, err = msgpack.Marshal(large); err != nil {
		return nil, fmt.Errorf("encoding the state: %w", err)
	}
	return resp, nil
}
