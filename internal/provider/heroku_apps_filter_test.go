package provider

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

var inventory = []heroku.App{
	{ID: "4", Name: "web-us", Region: new("us"), Stack: new("heroku-24"), Space: new("prod")},
	{ID: "3", Name: "web-eu", Region: new("eu"), Stack: new("heroku-24")},
	{ID: "2", Name: "api", Region: new("us"), Stack: new("heroku-22"), Space: new("Prod")},
	{ID: "1", Name: "bare"},
	{ID: "0", Name: "web-us"},
}

func TestAppsFilter(t *testing.T) {
	for name, test := range map[string]struct {
		filter appsFilter
		want   string
	}{
		"none":               {appsFilter{}, "api bare web-eu web-us/0 web-us/4"},
		"space":              {appsFilter{space: new("prod")}, "web-us/4"},
		"name":               {appsFilter{name: regexp.MustCompile("^web-")}, "web-eu web-us/0 web-us/4"},
		"name, anywhere":     {appsFilter{name: regexp.MustCompile("e")}, "bare web-eu web-us/0 web-us/4"},
		"region":             {appsFilter{regions: []string{"us"}}, "api web-us/4"},
		"any of two regions": {appsFilter{regions: []string{"us", "eu"}}, "api web-eu web-us/4"},
		"region, other case": {appsFilter{regions: []string{"US"}}, ""},
		"empty regions":      {appsFilter{regions: []string{}}, ""},
		"stack":              {appsFilter{stacks: []string{"heroku-24"}}, "web-eu web-us/4"},
		"empty stacks":       {appsFilter{stacks: []string{}}, ""},
		"all must hold":      {appsFilter{regions: []string{"us"}, stacks: []string{"heroku-24"}, name: regexp.MustCompile("web")}, "web-us/4"},
		"all but one hold":   {appsFilter{regions: []string{"us"}, stacks: []string{"heroku-24"}, name: regexp.MustCompile("api")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := slices.Clone(inventory)
			var got []string
			kept := test.filter.apply(inventory)
			for _, app := range kept {
				name := app.Name
				if name == "web-us" {
					name += "/" + app.ID
				}
				got = append(got, name)
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("got %v, want %s", got, test.want)
			}
			if kept == nil {
				t.Error("got a nil list, want an empty one")
			}
			if !slices.Equal(inventory, before) {
				t.Error("the listing was changed")
			}
		})
	}
}

// A nil list would become null in the state.
func TestAppsFilter_emptyAccount(t *testing.T) {
	if kept := (appsFilter{}).apply(nil); kept == nil {
		t.Error("got a nil list, want an empty one")
	}
}

func TestIDsByName(t *testing.T) {
	ids, diags := idsByName(inventory[:4])
	if diags.HasError() || len(ids) != 4 || ids[inventory[3].Name] != inventory[3].ID {
		t.Errorf("got %v and %v, want the four ids", ids, diags)
	}
	_, diags = idsByName(inventory)
	if diags.ErrorsCount() != 1 || !strings.Contains(diags[0].Detail(), `4 and 0 are both named "web-us"`) {
		t.Errorf("got %v, want an error with both ids", diags)
	}
}
