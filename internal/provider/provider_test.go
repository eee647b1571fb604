package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/provider"
)

func TestMain(m *testing.M) { clitest.Main(m) }

// factories serve the provider from this process to the CLI.
var factories = map[string]func() (tfprotov6.ProviderServer, error){
	"modulex": func() (tfprotov6.ProviderServer, error) { return provider.NewServer("test")(), nil },
}

// requires is the beginning of each configuration.
const requires = `
terraform {
  required_providers {
    modulex = { source = "modulex/modulex" }
  }
}
`

// provide returns a provider block that reads from the API at the address, without retries.
func provide(alias, address string) string {
	return fmt.Sprintf(`
provider "modulex" {
  alias = %q
  heroku {
    token       = %q
    api_url     = %q
    max_retries = 0
  }
}
`, alias, herokutest.Token, address)
}

// data returns a data block with the arguments.
func data(name, arguments string) string {
	return fmt.Sprintf("\ndata \"modulex_heroku_apps\" %q {\n  %s\n}\n", name, arguments)
}

// from returns the arguments of a `heroku` block that reads from the mock, without retries.
func from(t *testing.T, mock *herokutest.Heroku) args {
	t.Helper()
	return args{"token": herokutest.Token, "api_url": herokutest.Start(t, mock), "max_retries": 0}
}
