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

// factories serve the provider of this source to the CLI.
var factories = map[string]func() (tfprotov6.ProviderServer, error){
	"modulex": func() (tfprotov6.ProviderServer, error) { return provider.NewServer("test")(), nil },
}

// requires is the beginning of a configuration.
const requires = `
terraform {
  required_providers {
    modulex = { source = "modulex/modulex" }
  }
}
`

// using returns a configuration whose provider lists the apps of the mock.
func using(t *testing.T, mock *herokutest.Heroku, config string) string {
	t.Helper()
	return at(herokutest.Start(t, mock), config)
}

// at returns a configuration whose provider asks the API at the address and tries nothing again.
func at(address, config string) string {
	return requires + fmt.Sprintf(`
provider "modulex" {
  heroku {
    token       = %q
    api_url     = %q
    max_retries = 0
  }
}
`, herokutest.Token, address) + config
}
