package provider_test

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// results returns the data source's results for these apps, out of a listing of total apps.
func results(expected []herokutest.App, total int) map[string]any {
	sorted := slices.SortedFunc(slices.Values(expected), func(a, b herokutest.App) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	rows, ids := []any{}, map[string]any{}
	for _, app := range sorted {
		var webURL any
		if app.WebURL != nil {
			webURL = *app.WebURL
		}
		rows = append(rows, map[string]any{
			"id": app.ID, "name": app.Name, "web_url": webURL, "region": app.Region.Name, "stack": app.Stack.Name,
			"created_at": app.CreatedAt, "updated_at": app.UpdatedAt,
		})
		ids[app.Name] = app.ID
	}
	return map[string]any{"success": true, "apps": rows, "ids": ids, "total": total}
}

// exactly checks that a data source returns exactly these apps, out of a listing of total apps.
func exactly(address string, expected []herokutest.App, total int) (checks []statecheck.StateCheck) {
	for name, value := range results(expected, total) {
		checks = append(checks, statecheck.ExpectKnownValue(address, tfjsonpath.New(name), known(value)))
	}
	return checks
}

// known returns a check for exactly this value.
func known(value any) knownvalue.Check {
	switch value := value.(type) {
	case nil:
		return knownvalue.Null()
	case bool:
		return knownvalue.Bool(value)
	case int:
		return knownvalue.Int64Exact(int64(value))
	case []any:
		elements := []knownvalue.Check{}
		for _, element := range value {
			object := map[string]knownvalue.Check{}
			for name, member := range element.(map[string]any) {
				object[name] = known(member)
			}
			elements = append(elements, knownvalue.ObjectExact(object))
		}
		return knownvalue.ListExact(elements)
	case map[string]any:
		elements := map[string]knownvalue.Check{}
		for name, element := range value {
			elements[name] = known(element)
		}
		return knownvalue.MapExact(elements)
	default:
		return knownvalue.StringExact(value.(string))
	}
}

func keep(apps []herokutest.App, keeps func(herokutest.App) bool) []herokutest.App {
	return slices.DeleteFunc(slices.Clone(apps), func(app herokutest.App) bool { return !keeps(app) })
}

// inTeam returns the apps of the team acme.
func inTeam(apps []herokutest.App) []herokutest.App {
	return keep(apps, func(app herokutest.App) bool { return app.Team != nil && app.Team.Name == "acme" })
}

func TestHerokuApps_complete(t *testing.T) {
	clitest.CleanEnv(t)
	for _, size := range []int{0, 1, 200, 201, 1000, 1001, 2345} {
		t.Run(fmt.Sprintf("%d apps", size), func(t *testing.T) {
			t.Parallel()
			inventory := herokutest.Apps(size)
			expected := results(inventory, size)
			s := newSession(t)
			if found := s.configure(from(t, herokutest.New(inventory...))); found != nil {
				t.Fatal(found)
			}
			for range 2 {
				state, found := s.read(args{})
				if diff := gocmp.Diff(expected, pick(state, expected)); diff != "" || found != nil {
					t.Errorf("%s%s", found, diff)
				}
			}
		})
	}
}

// pick returns the attributes of the state that expected has.
func pick(state, expected map[string]any) map[string]any {
	picked := map[string]any{}
	for name := range expected {
		picked[name] = state[name]
	}
	return picked
}

func TestHerokuApps_arguments(t *testing.T) {
	clitest.CleanEnv(t)
	inventory := herokutest.Apps(300)
	inSpace := inventory[slices.IndexFunc(inventory, func(app herokutest.App) bool { return app.Space != nil })]
	team := inTeam(inventory)
	personal := keep(inventory, func(app herokutest.App) bool { return app.Team == nil })
	mock := herokutest.New(inventory...)
	mock.AddTeam("empty")
	heroku := from(t, mock)

	for name, test := range map[string]struct {
		arguments args
		listed    []herokutest.App
		keeps     func(herokutest.App) bool
	}{
		"team by name":       {args{"team": "acme"}, team, nil},
		"team by id":         {args{"team": team[0].Team.ID}, team, nil},
		"team without apps":  {args{"team": "empty"}, nil, nil},
		"team, not personal": {args{"team": "acme", "personal": false}, team, nil},
		"personal":           {args{"personal": true}, personal, nil},
		"not personal":       {args{"personal": false}, inventory, nil},
		"space":              {args{"space": inSpace.Space.Name}, inventory, func(app herokutest.App) bool { return app.Space != nil && app.Space.Name == inSpace.Space.Name }},
		"space without apps": {args{"space": "nowhere"}, inventory, func(herokutest.App) bool { return false }},
		"name_regex":         {args{"name_regex": "^[a-m].*5$"}, inventory, func(app herokutest.App) bool { return regexp.MustCompile("^[a-m].*5$").MatchString(app.Name) }},
		"regions":            {args{"regions": []any{"eu"}}, inventory, func(app herokutest.App) bool { return app.Region.Name == "eu" }},
		"two regions":        {args{"regions": []any{"us", "eu"}}, inventory, func(app herokutest.App) bool { return app.Region.Name == "us" || app.Region.Name == "eu" }},
		"no regions":         {args{"regions": []any{}}, inventory, func(herokutest.App) bool { return false }},
		"stacks":             {args{"stacks": []any{"heroku-22"}}, inventory, func(app herokutest.App) bool { return app.Stack.Name == "heroku-22" }},
		"required_names":     {args{"required_names": []any{inventory[0].Name}}, inventory, nil},
		"no required_names":  {args{"required_names": []any{}}, inventory, nil},
		"timeouts":           {args{"timeouts": args{"read": "30s"}}, inventory, nil},
		"empty timeouts":     {args{"timeouts": args{}}, inventory, nil},
		"filters in a team": {args{"team": "acme", "regions": []any{"us"}, "stacks": []any{"heroku-24"}}, team, func(app herokutest.App) bool {
			return app.Region.Name == "us" && app.Stack.Name == "heroku-24"
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept := test.listed
			if test.keeps != nil {
				kept = keep(test.listed, test.keeps)
			}
			state, found := list(t, heroku, test.arguments)
			expected := results(kept, len(test.listed))
			if diff := gocmp.Diff(expected, pick(state, expected)); diff != "" || found != nil {
				t.Errorf("%s%s", found, diff)
			}
		})
	}
}

// Several data sources in one plan each return exactly their apps, and the next plan is empty.
func TestHerokuApps_inOnePlan(t *testing.T) {
	clitest.Each(t, func(t *testing.T, _ clitest.CLI) {
		checks := []statecheck.StateCheck{}
		inventory := herokutest.Apps(1001)
		team := inTeam(inventory)
		config := requires + provide("filters", herokutest.Start(t, herokutest.New(inventory...)))
		for name, test := range map[string]struct {
			arguments string
			kept      []herokutest.App
			total     int
		}{
			"team":   {`team = "acme"`, team, len(team)},
			"filter": {"team = \"acme\"\n  regions = [\"us\"]", keep(team, func(app herokutest.App) bool { return app.Region.Name == "us" }), len(team)},
			"empty":  {`name_regex = "^$"`, nil, len(inventory)},
			"nulls": {strings.Join([]string{
				"team = null", "personal = null", "space = null", "name_regex = null", "regions = null", "stacks = null", "required_names = null",
				"timeouts {\n    read = null\n  }",
			}, "\n  "), inventory, len(inventory)},
		} {
			config += data(name, "provider = modulex.filters\n  "+test.arguments)
			checks = append(checks, exactly("data.modulex_heroku_apps."+name, test.kept, test.total)...)
		}
		resource.UnitTest(t, resource.TestCase{
			ProtoV6ProviderFactories: factories,
			Steps: []resource.TestStep{
				{Config: config, ConfigStateChecks: checks},
				{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
			},
		})
	})
}

// Terraform defers the read if an argument is known only after apply. The results are then unknown.
func TestHerokuApps_unknownArgument(t *testing.T) {
	clitest.Each(t, func(t *testing.T, _ clitest.CLI) {
		inventory := herokutest.Apps(50)
		const address = "data.modulex_heroku_apps.apps"
		resource.UnitTest(t, resource.TestCase{
			ProtoV6ProviderFactories: factories,
			Steps: []resource.TestStep{{
				Config: requires + provide("mock", herokutest.Start(t, herokutest.New(inventory...))) + `
resource "terraform_data" "team" {
  input = "acme"
}
` + data("apps", "provider = modulex.mock\n  team = terraform_data.team.output"),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionRead),
					plancheck.ExpectUnknownValue(address, tfjsonpath.New("success")),
					plancheck.ExpectUnknownValue(address, tfjsonpath.New("apps")),
					plancheck.ExpectUnknownValue(address, tfjsonpath.New("ids")),
					plancheck.ExpectUnknownValue(address, tfjsonpath.New("total")),
				}},
				ConfigStateChecks: exactly(address, inTeam(inventory), len(inTeam(inventory))),
			}},
		})
	})
}
