package provider_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	datasourceschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	fwresource "github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

// Each configuration in the sign-in guide lists every app.
func TestExamples_signIn(t *testing.T) {
	for file, signIn := range map[string]func(*testing.T, account){
		"plan.tf": func(t *testing.T, a account) { t.Setenv("MODULEX_HEROKU_CREDENTIALS_FILE", a.credentialsFile(t)) },
		"token_command.tf": func(t *testing.T, a account) {
			bin := t.TempDir()
			heroku := "#!/bin/sh\n[ \"$*\" = auth:token ] && echo " + a.Allow("read").AccessToken + "\n"
			if err := os.WriteFile(filepath.Join(bin, "heroku"), []byte(heroku), 0o700); err != nil { //nolint:gosec // A program.
				t.Fatal(err)
			}
			t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
		},
		"require_read_only.tf": func(t *testing.T, a account) { t.Setenv("HEROKU_API_KEY", a.Allow("read").AccessToken) },
	} {
		t.Run(file, func(t *testing.T) {
			clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
				a := newAccount(t)
				signIn(t, a)
				examples := filepath.Join(clitest.Root(t), "examples", "sign-in")
				config := read(t, filepath.Join(examples, "plan.tf"))
				if file != "plan.tf" { // The others replace its provider block.
					config = strings.Replace(config, "provider \"modulex\" {}\n", read(t, filepath.Join(examples, file)), 1)
				}
				example(t, cli, config, nil, map[string]any{"app_ids": results(a.apps, 0)["ids"]})
			})
		})
	}
}

// herokuProvider is a fake of heroku/heroku. It records its tokens and has one data source.
type herokuProvider struct{ apiKeys []string }

func (p *herokuProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "heroku"
}

func (p *herokuProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema.Attributes = map[string]schema.Attribute{"api_key": schema.StringAttribute{Optional: true, Sensitive: true}}
}

func (p *herokuProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var apiKey types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("api_key"), &apiKey)...)
	p.apiKeys = append(p.apiKeys, apiKey.ValueString())
}

func (p *herokuProvider) Resources(context.Context) []func() fwresource.Resource { return nil }

func (p *herokuProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return herokuApp{} }}
}

type herokuApp struct{}

func (herokuApp) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "heroku_app"
}

func (herokuApp) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema.Attributes = map[string]datasourceschema.Attribute{"name": datasourceschema.StringAttribute{Required: true}}
}

func (herokuApp) Read(_ context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	resp.State.Raw = req.Config.Raw
}

// The Heroku provider receives the token of an OAuth sign-in each time Terraform configures it.
func TestExamples_herokuProvider(t *testing.T) {
	clitest.Each(t, func(t *testing.T, _ clitest.CLI) {
		a := newAccount(t)
		a.refreshVariables(t)
		heroku := new(herokuProvider)
		both := maps.Clone(factories)
		both["heroku"] = providerserver.NewProtocol6WithError(heroku)
		config := read(t, filepath.Join(clitest.Root(t), "examples", "ephemeral-resources", "modulex_heroku_token", "ephemeral-resource.tf"))
		resource.UnitTest(t, resource.TestCase{
			ProtoV6ProviderFactories: both,
			Steps: []resource.TestStep{{Config: strings.Replace(config, "heroku/heroku", "modulex/heroku", 1) +
				"data \"heroku_app\" \"api\" {\n  name = \"api\"\n}\n"}},
		})
		if len(heroku.apiKeys) == 0 {
			t.Fatal("the provider was not configured")
		}
		for _, apiKey := range heroku.apiKeys {
			if !strings.HasPrefix(apiKey, "HRKU-AA") {
				t.Errorf("api_key = %q", apiKey)
			}
		}
	})
}
