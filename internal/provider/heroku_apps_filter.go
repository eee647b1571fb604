package provider

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

// appsFilter keeps the apps that match every condition. A nil condition matches every app.
type appsFilter struct {
	space   *string
	name    *regexp.Regexp
	regions []string
	stacks  []string
}

// newAppsFilter returns the filter of a configuration whose values are known and valid.
func newAppsFilter(ctx context.Context, model herokuAppsModel) (filter appsFilter, diags diag.Diagnostics) {
	filter.space = model.Space.ValueStringPointer()
	if !model.NameRegex.IsNull() {
		var err error
		if filter.name, err = parseRegexp(model.NameRegex.ValueString()); err != nil {
			diags.AddAttributeError(path.Root("name_regex"), "Invalid regular expression", invalid("name_regex", model.NameRegex.ValueString(), err))
		}
	}
	diags.Append(model.Regions.ElementsAs(ctx, &filter.regions, false)...)
	diags.Append(model.Stacks.ElementsAs(ctx, &filter.stacks, false)...)
	return filter, diags
}

// apply returns the apps that the filter keeps, sorted by name, then id. The result is never nil,
// which the state would represent as null.
func (f appsFilter) apply(apps []heroku.App) []heroku.App {
	kept := slices.DeleteFunc(append([]heroku.App{}, apps...), func(app heroku.App) bool { return !f.keeps(app) })
	slices.SortFunc(kept, func(a, b heroku.App) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
	})
	return kept
}

func (f appsFilter) keeps(app heroku.App) bool {
	return (f.space == nil || app.Space != nil && *app.Space == *f.space) &&
		(f.name == nil || f.name.MatchString(app.Name)) &&
		(f.regions == nil || app.Region != nil && slices.Contains(f.regions, *app.Region)) &&
		(f.stacks == nil || app.Stack != nil && slices.Contains(f.stacks, *app.Stack))
}
