package provider_test

import (
	"context"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modulex/terraform-provider-modulex/internal/provider"
)

// args are the arguments of a block by name, or nil for an absent block. Values are strings,
// numbers, booleans, nil, lists ([]any), blocks (args) and [tftypes.UnknownValue].
type args map[string]any

// session calls the provider as a CLI does, without a CLI.
type session struct {
	t       *testing.T
	ctx     context.Context
	server  tfprotov6.ProviderServer
	schemas *tfprotov6.GetProviderSchemaResponse
}

func newSession(t *testing.T) session {
	t.Helper()
	server := provider.NewServer("test")()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return session{t, t.Context(), server, schemas}
}

// configure validates and configures the provider, as a CLI does before a read.
func (s session) configure(heroku args) diagnostics {
	s.t.Helper()
	config := s.value(s.schemas.Provider.ValueType(), args{"heroku": heroku})
	validated, err := s.server.ValidateProviderConfig(s.ctx, &tfprotov6.ValidateProviderConfigRequest{Config: config})
	if err != nil {
		s.t.Fatal(err)
	}
	if found := diagnostics(validated.Diagnostics); found.errors() != nil {
		return found
	}
	configured, err := s.server.ConfigureProvider(s.ctx, &tfprotov6.ConfigureProviderRequest{Config: config, TerraformVersion: "1.2.3"})
	if err != nil {
		s.t.Fatal(err)
	}
	return append(diagnostics(validated.Diagnostics), configured.Diagnostics...)
}

// read validates and reads modulex_heroku_apps, and returns its state as Go values.
func (s session) read(data args) (state map[string]any, found diagnostics) {
	s.t.Helper()
	schema := s.schemas.DataSourceSchemas["modulex_heroku_apps"].ValueType()
	config := s.value(schema, data)
	validated, err := s.server.ValidateDataResourceConfig(s.ctx,
		&tfprotov6.ValidateDataResourceConfigRequest{TypeName: "modulex_heroku_apps", Config: config})
	if err != nil {
		s.t.Fatal(err)
	}
	if found := diagnostics(validated.Diagnostics); found.errors() != nil {
		return nil, found
	}
	resp, err := s.server.ReadDataSource(s.ctx, &tfprotov6.ReadDataSourceRequest{TypeName: "modulex_heroku_apps", Config: config})
	if err != nil {
		s.t.Fatal(err)
	}
	if found := diagnostics(resp.Diagnostics); found.errors() != nil {
		return nil, found
	}
	value, err := resp.State.Unmarshal(schema)
	if err != nil {
		s.t.Fatal(err)
	}
	state, _ = goValue(s.t, value).(map[string]any)
	return state, resp.Diagnostics
}

// list configures the provider and reads, and returns the diagnostics of both.
func list(t *testing.T, heroku, data args) (state map[string]any, found diagnostics) {
	t.Helper()
	s := newSession(t)
	if found = s.configure(heroku); found.errors() != nil {
		return nil, found
	}
	state, ofRead := s.read(data)
	return state, append(found, ofRead...)
}

// open opens modulex_heroku_token, and returns its result as Go values.
func (s session) open() (result map[string]any, found diagnostics) {
	s.t.Helper()
	schema := s.schemas.EphemeralResourceSchemas["modulex_heroku_token"].ValueType()
	resp, err := s.server.OpenEphemeralResource(s.ctx,
		&tfprotov6.OpenEphemeralResourceRequest{TypeName: "modulex_heroku_token", Config: s.value(schema, args{})})
	if err != nil {
		s.t.Fatal(err)
	}
	if found := diagnostics(resp.Diagnostics); found.errors() != nil {
		return nil, found
	}
	value, err := resp.Result.Unmarshal(schema)
	if err != nil {
		s.t.Fatal(err)
	}
	result, _ = goValue(s.t, value).(map[string]any)
	return result, resp.Diagnostics
}

// value returns a configuration of the type, encoded as a CLI sends it.
func (s session) value(of tftypes.Type, config args) *tfprotov6.DynamicValue {
	s.t.Helper()
	value, err := tfprotov6.NewDynamicValue(of, terraformValue(s.t, of, config))
	if err != nil {
		s.t.Fatal(err)
	}
	return &value
}

func terraformValue(t *testing.T, of tftypes.Type, value any) tftypes.Value {
	t.Helper()
	switch value := value.(type) {
	case args:
		if value == nil {
			return tftypes.NewValue(of, nil)
		}
		object, ok := of.(tftypes.Object)
		if !ok {
			t.Fatalf("%v for a %s", value, of)
		}
		attributes := map[string]tftypes.Value{}
		for name, of := range object.AttributeTypes {
			attributes[name] = terraformValue(t, of, value[name])
		}
		for name := range value {
			if object.AttributeTypes[name] == nil {
				t.Fatalf("no argument is called %s", name)
			}
		}
		return tftypes.NewValue(of, attributes)
	case []string:
		elements := make([]any, len(value))
		for i, element := range value {
			elements[i] = element
		}
		return terraformValue(t, of, elements)
	case []any:
		list, ok := of.(tftypes.List)
		if !ok {
			t.Fatalf("%v for a %s", value, of)
		}
		elements := []tftypes.Value{}
		for _, element := range value {
			elements = append(elements, terraformValue(t, list.ElementType, element))
		}
		return tftypes.NewValue(of, elements)
	default:
		return tftypes.NewValue(of, value)
	}
}

func goValue(t *testing.T, value tftypes.Value) any {
	t.Helper()
	if value.IsNull() {
		return nil
	}
	var err error
	var result any
	switch of := value.Type(); {
	case of.Is(tftypes.String):
		var text string
		err = value.As(&text)
		result = text
	case of.Is(tftypes.Bool):
		var truth bool
		err = value.As(&truth)
		result = truth
	case of.Is(tftypes.Number):
		number := new(big.Float)
		err = value.As(&number)
		whole, _ := number.Int64()
		result = int(whole)
	case of.Is(tftypes.List{}):
		var elements []tftypes.Value
		err = value.As(&elements)
		converted := []any{}
		for _, element := range elements {
			converted = append(converted, goValue(t, element))
		}
		result = converted
	default:
		var members map[string]tftypes.Value
		err = value.As(&members)
		converted := map[string]any{}
		for name, member := range members {
			converted[name] = goValue(t, member)
		}
		result = converted
	}
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// diagnostics are the errors and warnings that the provider reports.
type diagnostics []*tfprotov6.Diagnostic

func (d diagnostics) errors() (errors diagnostics) {
	for _, diagnostic := range d {
		if diagnostic.Severity == tfprotov6.DiagnosticSeverityError {
			errors = append(errors, diagnostic)
		}
	}
	return errors
}

// String returns each diagnostic in the form "Error: SUMMARY at PATH\nDETAIL".
func (d diagnostics) String() string {
	text := &strings.Builder{}
	for _, diagnostic := range d {
		severity := "Error"
		if diagnostic.Severity == tfprotov6.DiagnosticSeverityWarning {
			severity = "Warning"
		}
		fmt.Fprintf(text, "%s: %s", severity, diagnostic.Summary)
		if diagnostic.Attribute != nil && len(diagnostic.Attribute.Steps()) > 0 {
			fmt.Fprintf(text, " at %s", dotted(diagnostic.Attribute))
		}
		fmt.Fprintf(text, "\n%s\n\n", diagnostic.Detail)
	}
	return text.String()
}

// dotted returns a path as the provider's messages write it.
func dotted(at *tftypes.AttributePath) string {
	text := ""
	for _, step := range at.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			text += "." + string(step)
		case tftypes.ElementKeyInt:
			text += fmt.Sprintf("[%d]", int64(step))
		default:
			text += fmt.Sprintf("[%v]", step)
		}
	}
	return strings.TrimPrefix(text, ".")
}

// expect checks that there is one error, and that it contains the texts in this order.
func (d diagnostics) expect(t *testing.T, texts ...string) {
	t.Helper()
	if len(d.errors()) != 1 || !inOrder(texts).MatchString(d.errors().String()) {
		t.Errorf("want one error with %q, got:\n%s", texts, d)
	}
}
