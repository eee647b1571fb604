package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

// configure calls Configure with the values of the `heroku` attribute, the others of which are null. A nil map leaves
// the attribute out.
func configure(t *testing.T, values map[string]any, deferralAllowed bool) provider.ConfigureResponse {
	t.Helper()
	p := New("1.2.3")()
	var schema provider.SchemaResponse
	p.Schema(t.Context(), provider.SchemaRequest{}, &schema)
	providerType := schema.Schema.Type().TerraformType(t.Context()).(tftypes.Object)
	herokuType := providerType.AttributeTypes["heroku"].(tftypes.Object)
	var attribute any
	if values != nil {
		object := map[string]tftypes.Value{}
		for name, of := range herokuType.AttributeTypes {
			object[name] = tftypes.NewValue(of, values[name])
		}
		attribute = object
	}
	if values["heroku"] == tftypes.UnknownValue {
		attribute = tftypes.UnknownValue
	}
	req := provider.ConfigureRequest{
		TerraformVersion: "1.11.4",
		Config: tfsdk.Config{
			Schema: schema.Schema,
			Raw:    tftypes.NewValue(providerType, map[string]tftypes.Value{"heroku": tftypes.NewValue(herokuType, attribute)}),
		},
	}
	req.ClientCapabilities.DeferralAllowed = deferralAllowed
	var resp provider.ConfigureResponse
	p.Configure(t.Context(), req, &resp)
	return resp
}

func TestConfigure(t *testing.T) {
	const secret = "hush-hush"
	none := map[string]string{}
	for name, test := range map[string]struct {
		config map[string]any
		env    map[string]string
		at     string // of the error; empty for success
		says   string
	}{
		"token in the configuration": {map[string]any{"token": secret}, none, "", ""},
		"token in the environment":   {nil, map[string]string{"HEROKU_API_KEY": secret}, "", ""},
		"empty block, environment":   {map[string]any{}, map[string]string{"HEROKU_API_KEY": secret}, "", ""},
		"both":                       {map[string]any{"token": secret}, map[string]string{"HEROKU_API_KEY": secret}, "", ""},
		"line break at the end":      {map[string]any{"token": secret + "\n"}, none, "", ""},
		"loopback":                   {map[string]any{"token": secret, "api_url": "http://127.0.0.1:1"}, none, "", ""},

		"no token anywhere":              {nil, none, "heroku", "HEROKU_API_KEY"},
		"no token anywhere, empty block": {map[string]any{}, none, "heroku", "heroku.token"},
		"empty token":                    {map[string]any{"token": ""}, map[string]string{"HEROKU_API_KEY": secret}, "heroku.token", "attribute heroku.token cannot be used: it is empty"},
		"blank token":                    {map[string]any{"token": " \n"}, none, "heroku.token", "it is empty"},
		"empty variable":                 {nil, map[string]string{"HEROKU_API_KEY": ""}, "heroku.token", "environment variable HEROKU_API_KEY cannot be used: it is empty"},
		"line break inside":              {map[string]any{"token": secret + "\n" + secret}, none, "heroku.token", "a line break"},
		"line break inside the variable": {nil, map[string]string{"HEROKU_API_KEY": secret + "\n" + secret}, "heroku.token", "a line break"},
		"control character":              {map[string]any{"token": secret + "\x07"}, none, "heroku.token", "another character"},
		"blank inside":                   {map[string]any{"token": "Bearer " + secret}, none, "heroku.token", "a space"},
		"letter beyond ASCII":            {map[string]any{"token": secret + "é"}, none, "heroku.token", "another character"},
		"http to a host in the variable": {map[string]any{"token": secret}, map[string]string{"HEROKU_API_URL": "http://api.heroku.com"}, "heroku.api_url", "HEROKU_API_URL"},
		"password in the address":        {map[string]any{"token": secret, "api_url": "https://u:" + secret + "@a.example"}, none, "heroku.api_url", "password"},
		"unknown token":                  {map[string]any{"token": tftypes.UnknownValue}, map[string]string{"HEROKU_API_KEY": secret}, "heroku.token", "not been applied"},
		"unknown address":                {map[string]any{"token": secret, "api_url": tftypes.UnknownValue}, none, "heroku.api_url", "not been applied"},
		"unknown timeout":                {map[string]any{"token": secret, "request_timeout": tftypes.UnknownValue}, none, "heroku.request_timeout", "not been applied"},
		"unknown block":                  {map[string]any{"heroku": tftypes.UnknownValue}, map[string]string{"HEROKU_API_KEY": secret}, "heroku", "not been applied"},
	} {
		t.Run(name, func(t *testing.T) {
			clitest.CleanEnv(t)
			for name, value := range test.env {
				t.Setenv(name, value)
			}
			resp := configure(t, test.config, false)
			if test.at == "" {
				account, ok := resp.DataSourceData.(*herokuAccount)
				if !ok || account.client == nil || account.tokens == nil || len(resp.Diagnostics) > 0 {
					t.Errorf("got no account: %v", resp.Diagnostics)
				}
				return
			}
			if resp.Diagnostics.ErrorsCount() != 1 {
				t.Fatalf("got %d errors, want one: %v", resp.Diagnostics.ErrorsCount(), resp.Diagnostics)
			}
			diagnostic := resp.Diagnostics.Errors()[0]
			withPath, ok := diagnostic.(interface{ Path() path.Path })
			if !ok || withPath.Path().String() != test.at {
				t.Errorf("the error is at %v, want %s", diagnostic, test.at)
			}
			if !strings.Contains(diagnostic.Detail(), test.says) {
				t.Errorf("the error does not say %q: %s", test.says, diagnostic.Detail())
			}
			if strings.Contains(diagnostic.Summary()+diagnostic.Detail(), secret) {
				t.Errorf("the error tells the token: %s", diagnostic.Detail())
			}
		})
	}
}

func TestConfigure_defersWhereAllowed(t *testing.T) {
	clitest.CleanEnv(t)
	t.Setenv("HEROKU_API_KEY", "another-account")
	resp := configure(t, map[string]any{"token": tftypes.UnknownValue}, true)
	if resp.Deferred == nil || resp.Deferred.Reason != provider.DeferredReasonProviderConfigUnknown {
		t.Errorf("got %v, want a deferral", resp.Deferred)
	}
	if resp.Diagnostics.HasError() || resp.DataSourceData != nil {
		t.Errorf("got %v and %v beside the deferral", resp.Diagnostics, resp.DataSourceData)
	}
}

func TestConfigure_reportsAllProblems(t *testing.T) {
	clitest.CleanEnv(t)
	resp := configure(t, map[string]any{"token": "", "api_url": "http://a.example"}, false)
	if got := resp.Diagnostics.ErrorsCount(); got != 2 {
		t.Errorf("%d errors, want 2: %v", got, resp.Diagnostics)
	}
}
