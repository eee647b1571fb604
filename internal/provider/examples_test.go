package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// exampleInventory is an inventory with the apps that the examples name.
func exampleInventory() []herokutest.App {
	inventory := herokutest.Apps(40)
	inventory[0].Name, inventory[0].Stack.Name = "api", "heroku-24"
	checkout := &inventory[1] // Of the team acme, in the US.
	checkout.Name, checkout.Stack.Name = "web-checkout", "heroku-24"
	return inventory
}

func TestExamples(t *testing.T) {
	inventory := exampleInventory()
	for _, test := range []struct {
		provider, source string
		variables        config.Variables
		checks           []statecheck.StateCheck
	}{
		{"provider.tf", "data-source.tf", nil, []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("api_id", knownvalue.StringExact(inventory[0].ID)),
			statecheck.ExpectKnownOutputValue("on_heroku_22", knownvalue.ListSizeExact(
				len(keep(inventory, func(app herokutest.App) bool { return app.Stack.Name == "heroku-22" })))),
		}},
		{"provider.tf", "data-source_filters.tf", nil, []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("web_apps", knownvalue.StringExact("1 of 12 apps")),
		}},
		{"provider_settings.tf", "data-source.tf", config.Variables{"heroku_token": config.StringVariable(herokutest.Token)}, nil},
	} {
		t.Run(test.provider+" "+test.source, func(t *testing.T) {
			clitest.Each(t, func(t *testing.T, _ clitest.CLI) {
				t.Setenv("HEROKU_API_URL", herokutest.Start(t, herokutest.New(inventory...)))
				if test.variables == nil {
					t.Setenv("HEROKU_API_KEY", herokutest.Token)
				}
				examples := filepath.Join(clitest.Root(t), "examples")
				resource.UnitTest(t, resource.TestCase{
					ProtoV6ProviderFactories: factories,
					Steps: []resource.TestStep{{
						Config: read(t, filepath.Join(examples, "provider", test.provider)) +
							read(t, filepath.Join(examples, "data-sources", "modulex_heroku_apps", test.source)),
						ConfigVariables:   test.variables,
						ConfigStateChecks: test.checks,
					}},
				})
			})
		})
	}
}

// The demo's names are those of the mock that `make demo` starts.
func TestExamples_demo(t *testing.T) {
	inventory := herokutest.Apps(1200)
	kept := keep(inventory, func(app herokutest.App) bool {
		return app.Region.Name == "us" && app.Stack.Name == "heroku-24" &&
			(strings.HasPrefix(app.Name, "brave-") || strings.HasPrefix(app.Name, "calm-"))
	})
	clitest.Each(t, func(t *testing.T, _ clitest.CLI) {
		t.Setenv("HEROKU_API_URL", herokutest.Start(t, herokutest.New(inventory...)))
		t.Setenv("HEROKU_API_KEY", herokutest.Token)
		resource.UnitTest(t, resource.TestCase{
			ProtoV6ProviderFactories: factories,
			Steps: []resource.TestStep{{
				Config: read(t, filepath.Join(clitest.Root(t), "examples", "demo", "main.tf")),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownOutputValue("inventory", knownvalue.StringRegexp(
						regexp.MustCompile(fmt.Sprintf(`(?s)^NAME.*\n\n%d of 1200 apps$`, len(kept))))),
				},
			}},
		})
	})
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
