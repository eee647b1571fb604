package provider_test

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

const apps = "data.modulex_heroku_apps.apps"

// exactly checks that the data source's results are exactly these apps, of a listing of so many.
func exactly(expected []herokutest.App, total int) []statecheck.StateCheck {
	sorted := slices.SortedFunc(slices.Values(expected), func(a, b herokutest.App) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	rows := []knownvalue.Check{}
	ids := map[string]knownvalue.Check{}
	for _, app := range sorted {
		rows = append(rows, knownvalue.ObjectExact(map[string]knownvalue.Check{
			"id":         knownvalue.StringExact(app.ID),
			"name":       knownvalue.StringExact(app.Name),
			"web_url":    nullable(app.WebURL),
			"region":     knownvalue.StringExact(app.Region.Name),
			"stack":      knownvalue.StringExact(app.Stack.Name),
			"created_at": knownvalue.StringExact(app.CreatedAt),
			"updated_at": knownvalue.StringExact(app.UpdatedAt),
		}))
		ids[app.Name] = knownvalue.StringExact(app.ID)
	}
	return []statecheck.StateCheck{
		statecheck.ExpectKnownValue(apps, tfjsonpath.New("success"), knownvalue.Bool(true)),
		statecheck.ExpectKnownValue(apps, tfjsonpath.New("total"), knownvalue.Int64Exact(int64(total))),
		statecheck.ExpectKnownValue(apps, tfjsonpath.New("apps"), knownvalue.ListExact(rows)),
		statecheck.ExpectKnownValue(apps, tfjsonpath.New("ids"), knownvalue.MapExact(ids)),
	}
}

func nullable(value *string) knownvalue.Check {
	if value == nil {
		return knownvalue.Null()
	}
	return knownvalue.StringExact(*value)
}

func keep(apps []herokutest.App, keeps func(herokutest.App) bool) []herokutest.App {
	return slices.DeleteFunc(slices.Clone(apps), func(app herokutest.App) bool { return !keeps(app) })
}

func TestHerokuApps_complete(t *testing.T) {
	clitest.Each(t, func(t *testing.T, _ clitest.CLI) {
		for _, size := range []int{0, 1, 200, 201, 1000, 1001, 2345} {
			t.Run(fmt.Sprintf("%d apps", size), func(t *testing.T) {
				inventory := herokutest.Apps(size)
				config := using(t, herokutest.New(inventory...), `data "modulex_heroku_apps" "apps" {}`)
				resource.UnitTest(t, resource.TestCase{
					ProtoV6ProviderFactories: factories,
					Steps: []resource.TestStep{
						{Config: config, ConfigStateChecks: exactly(inventory, size)},
						{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{
							PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
						}},
					},
				})
			})
		}
	})
}

func TestHerokuApps_arguments(t *testing.T) {
	inventory := herokutest.Apps(300)
	inSpace := inventory[slices.IndexFunc(inventory, func(app herokutest.App) bool { return app.Space != nil })]
	space, first := inSpace.Space.Name, inventory[0].Name
	var teamID string
	inTeam := func(app herokutest.App) bool {
		if app.Team == nil || app.Team.Name != "acme" {
			return false
		}
		teamID = app.Team.ID
		return true
	}
	team := keep(inventory, inTeam)
	personal := keep(inventory, func(app herokutest.App) bool { return app.Team == nil })

	for _, test := range []struct {
		name, arguments string
		listed          []herokutest.App
		keeps           func(herokutest.App) bool
	}{
		{"team by name", `team = "acme"`, team, nil},
		{"team by id", fmt.Sprintf(`team = %q`, teamID), team, nil},
		{"team without apps", `team = "empty"`, nil, nil},
		{"team, not personal", `
			team     = "acme"
			personal = false`, team, nil},
		{"personal", `personal = true`, personal, nil},
		{"not personal", `personal = false`, inventory, nil},
		{"space", fmt.Sprintf(`space = %q`, space), inventory, func(app herokutest.App) bool {
			return app.Space != nil && app.Space.Name == space
		}},
		{"space without apps", `space = "nowhere"`, inventory, func(herokutest.App) bool { return false }},
		{"name_regex", `name_regex = "^[a-m].*5$"`, inventory, func(app herokutest.App) bool {
			return regexp.MustCompile("^[a-m].*5$").MatchString(app.Name)
		}},
		{"regions", `regions = ["eu"]`, inventory, func(app herokutest.App) bool { return app.Region.Name == "eu" }},
		{"two regions", `regions = ["us", "eu"]`, inventory, func(app herokutest.App) bool {
			return app.Region.Name == "us" || app.Region.Name == "eu"
		}},
		{"no regions", `regions = []`, inventory, func(herokutest.App) bool { return false }},
		{"stacks", `stacks = ["heroku-22"]`, inventory, func(app herokutest.App) bool { return app.Stack.Name == "heroku-22" }},
		{"filters of a team", `
			team    = "acme"
			regions = ["us"]
			stacks  = ["heroku-24"]`, team, func(app herokutest.App) bool {
			return app.Region.Name == "us" && app.Stack.Name == "heroku-24"
		}},
		{"required_names", fmt.Sprintf(`required_names = [%q]`, first), inventory, nil},
		{"no required_names", `required_names = []`, inventory, nil},
		{"timeouts", `timeouts { read = "30s" }`, inventory, nil},
		{"nulls", `
			team           = null
			personal       = null
			space          = null
			name_regex     = null
			regions        = null
			stacks         = null
			required_names = null
			timeouts {
				read = null
			}`, inventory, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			clitest.Each(t, func(t *testing.T, _ clitest.CLI) {
				mock := herokutest.New(inventory...)
				mock.AddTeam("empty")
				expected := test.listed
				if test.keeps != nil {
					expected = keep(test.listed, test.keeps)
				}
				resource.UnitTest(t, resource.TestCase{
					ProtoV6ProviderFactories: factories,
					Steps: []resource.TestStep{{
						Config:            using(t, mock, fmt.Sprintf("data \"modulex_heroku_apps\" \"apps\" {\n%s\n}", test.arguments)),
						ConfigStateChecks: exactly(expected, len(test.listed)),
					}},
				})
			})
		})
	}
}

// An argument that is known only after apply puts the read off, and the results with it.
func TestHerokuApps_unknownArgument(t *testing.T) {
	clitest.Each(t, func(t *testing.T, _ clitest.CLI) {
		inventory := herokutest.Apps(50)
		resource.UnitTest(t, resource.TestCase{
			ProtoV6ProviderFactories: factories,
			Steps: []resource.TestStep{{
				Config: using(t, herokutest.New(inventory...), `
resource "terraform_data" "team" {
  input = "acme"
}

data "modulex_heroku_apps" "apps" {
  team = terraform_data.team.output
}
`),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(apps, plancheck.ResourceActionRead),
					plancheck.ExpectUnknownValue(apps, tfjsonpath.New("success")),
					plancheck.ExpectUnknownValue(apps, tfjsonpath.New("apps")),
					plancheck.ExpectUnknownValue(apps, tfjsonpath.New("ids")),
					plancheck.ExpectUnknownValue(apps, tfjsonpath.New("total")),
				}},
				ConfigStateChecks: exactly(keep(inventory, func(app herokutest.App) bool {
					return app.Team != nil && app.Team.Name == "acme"
				}), len(keep(inventory, func(app herokutest.App) bool { return app.Team != nil && app.Team.Name == "acme" }))),
			}},
		})
	})
}
