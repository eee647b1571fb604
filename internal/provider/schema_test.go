package provider

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestSchema_valid(t *testing.T) {
	var of provider.SchemaResponse
	new(modulexProvider).Schema(t.Context(), provider.SchemaRequest{}, &of)
	if diags := of.Schema.ValidateImplementation(t.Context()); diags.HasError() {
		t.Errorf("provider: %v", diags)
	}
	var apps datasource.SchemaResponse
	newHerokuAppsDataSource().Schema(t.Context(), datasource.SchemaRequest{}, &apps)
	if diags := apps.Schema.ValidateImplementation(t.Context()); diags.HasError() {
		t.Errorf("modulex_heroku_apps: %v", diags)
	}
	var token ephemeral.SchemaResponse
	newHerokuTokenEphemeralResource().Schema(t.Context(), ephemeral.SchemaRequest{}, &token)
	if diags := token.Schema.ValidateImplementation(t.Context()); diags.HasError() {
		t.Errorf("modulex_heroku_token: %v", diags)
	}
}

// attributes returns every attribute and block of the provider, its data sources and its ephemeral
// resources by path.
func attributes(t *testing.T) map[string]*tfprotov6.SchemaAttribute {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(new(modulexProvider))()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]*tfprotov6.SchemaAttribute{}
	var collect func(at string, block *tfprotov6.SchemaBlock)
	collect = func(at string, block *tfprotov6.SchemaBlock) {
		for _, attribute := range block.Attributes {
			found[at+attribute.Name] = attribute
		}
		for _, nested := range block.BlockTypes {
			if nested.Nesting != tfprotov6.SchemaNestedBlockNestingModeSingle {
				t.Errorf("%s%s is a block with the nesting mode %s, want single", at, nested.TypeName, nested.Nesting)
			}
			found[at+nested.TypeName] = &tfprotov6.SchemaAttribute{
				Optional: true, Description: nested.Block.Description, DescriptionKind: nested.Block.DescriptionKind,
			}
			collect(at+nested.TypeName+".", nested.Block)
		}
	}
	collect("provider.", schemas.Provider.Block)
	for name, schema := range schemas.DataSourceSchemas {
		collect(name+".", schema.Block)
	}
	for name, schema := range schemas.EphemeralResourceSchemas {
		collect(name+".", schema.Block)
	}
	return found
}

// Terraform and OpenTofu silently drop an unknown name in a nested attribute or an object, so a
// mistyped argument would have no effect.
func TestSchema_noNestedArguments(t *testing.T) {
	for at, attribute := range attributes(t) {
		if attribute.Computed || attribute.NestedType == nil && (attribute.Type == nil || !holdsObject(attribute.Type)) {
			continue
		}
		t.Errorf("%s contains names that Terraform does not check: make it a block", at)
	}
}

// holdsObject reports whether values of the type contain objects.
func holdsObject(of tftypes.Type) bool {
	switch of := of.(type) {
	case tftypes.Object:
		return true
	case tftypes.List:
		return holdsObject(of.ElementType)
	case tftypes.Set:
		return holdsObject(of.ElementType)
	case tftypes.Map:
		return holdsObject(of.ElementType)
	case tftypes.Tuple:
		return slices.ContainsFunc(of.ElementTypes, holdsObject)
	default:
		return of.Is(tftypes.DynamicPseudoType)
	}
}

func TestSchema_descriptions(t *testing.T) {
	for at, attribute := range attributes(t) {
		if !strings.HasSuffix(attribute.Description, ".") || attribute.DescriptionKind != tfprotov6.StringKindMarkdown {
			t.Errorf("%s has no description in full sentences of Markdown: %q", at, attribute.Description)
		}
	}
}

func TestSchema_sensitive(t *testing.T) {
	var sensitive []string
	for at, attribute := range attributes(t) {
		if attribute.Sensitive {
			sensitive = append(sensitive, at)
		}
	}
	if want := []string{
		"modulex_heroku_token.access_token", "provider.heroku.client_secret", "provider.heroku.refresh_token", "provider.heroku.token",
	}; !slices.Equal(slices.Sorted(slices.Values(sensitive)), want) {
		t.Errorf("sensitive: %v, want %v", sensitive, want)
	}
}

// Results are Computed only: while a read is deferred, Terraform sets Optional results to null.
func TestSchema_contract(t *testing.T) {
	const optional, computed = "optional", "computed"
	want := map[string]string{
		"provider.heroku":                    optional,
		"provider.heroku.token":              optional,
		"provider.heroku.client_id":          optional,
		"provider.heroku.client_secret":      optional,
		"provider.heroku.refresh_token":      optional,
		"provider.heroku.credentials_file":   optional,
		"provider.heroku.token_command":      optional,
		"provider.heroku.api_url":            optional,
		"provider.heroku.token_url":          optional,
		"provider.heroku.max_retries":        optional,
		"provider.heroku.request_timeout":    optional,
		"provider.heroku.require_read_only":  optional,
		"modulex_heroku_apps.team":           optional,
		"modulex_heroku_apps.personal":       optional,
		"modulex_heroku_apps.space":          optional,
		"modulex_heroku_apps.name_regex":     optional,
		"modulex_heroku_apps.regions":        optional,
		"modulex_heroku_apps.stacks":         optional,
		"modulex_heroku_apps.required_names": optional,
		"modulex_heroku_apps.timeouts":       optional,
		"modulex_heroku_apps.timeouts.read":  optional,
		"modulex_heroku_apps.success":        computed,
		"modulex_heroku_apps.apps":           computed,
		"modulex_heroku_apps.ids":            computed,
		"modulex_heroku_apps.total":          computed,
		"modulex_heroku_token.access_token":  computed,
		"modulex_heroku_token.expires_at":    computed,
	}
	got := map[string]string{}
	for at, attribute := range attributes(t) {
		switch {
		case attribute.Optional && !attribute.Computed && !attribute.Required:
			got[at] = optional
		case attribute.Computed && !attribute.Optional:
			got[at] = computed
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
