package provider

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

// appsFilter keeps the apps that meet every condition. A nil condition is met by all.
type appsFilter struct {
	space   *string
	name    *regexp.Regexp
	regions []string
	stacks  []string
}

// newAppsFilter takes the conditions from the configuration, all of which is known and valid when it is read.
func newAppsFilter(ctx context.Context, model herokuAppsModel) (filter appsFilter, diags diag.Diagnostics) {
	filter.space = model.Space.ValueStringPointer()
	if !model.NameRegex.IsNull() {
		var err error
		if filter.name, err = parseRegexp(model.NameRegex.ValueString()); err != nil {
			diags.AddAttributeError(path.Root("name_regex"), "Invalid regular expression", invalidArgument(path.Root("name_regex"), err))
		}
	}
	diags.Append(model.Regions.ElementsAs(ctx, &filter.regions, false)...)
	diags.Append(model.Stacks.ElementsAs(ctx, &filter.stacks, false)...)
	return filter, diags
}

// apply returns the apps that the filter keeps, sorted by name, then id.
func (f appsFilter) apply(apps []heroku.App) []heroku.App {
	kept := []heroku.App{}
	for _, app := range apps {
		if f.keeps(app) {
			kept = append(kept, app)
		}
	}
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

// checkRequired reports all the required names that are missing among the kept apps, each with what may have been
// meant: an app that a filter left out, or one of a similar name.
func checkRequired(ctx context.Context, required types.List, kept, listed []heroku.App) (diags diag.Diagnostics) {
	var names []string
	diags.Append(required.ElementsAs(ctx, &names, false)...)
	found := make(map[string]bool, len(kept))
	for _, app := range kept {
		found[app.Name] = true
	}
	var missing []string
	for _, name := range names {
		if !found[name] {
			missing = append(missing, fmt.Sprintf("  - %q%s", name, hint(name, listed)))
		}
	}
	if len(missing) > 0 {
		diags.AddAttributeError(path.Root("required_names"), "Required Heroku apps are missing", fmt.Sprintf(
			"%d of %d required apps are not in the result of %d apps (%d before the filters):\n\n%s\n\n"+
				"Correct the names, widen the filters, or create the apps first.",
			len(missing), len(names), len(kept), len(listed), strings.Join(missing, "\n")))
	}
	return diags
}

// hint says what an app that is not in the result may have become.
func hint(name string, listed []heroku.App) string {
	type neighbor struct {
		name     string
		distance int
	}
	var near []neighbor
	for _, app := range listed {
		if app.Name == name {
			return " is there, but the filters leave it out"
		}
		if distance := levenshtein.Distance(name, app.Name, nil); distance <= max(1, len(name)/3) {
			near = append(near, neighbor{app.Name, distance})
		}
	}
	if len(near) == 0 {
		return ""
	}
	slices.SortFunc(near, func(a, b neighbor) int {
		return cmp.Or(a.distance-b.distance, strings.Compare(a.name, b.name))
	})
	quoted := []string{}
	for _, neighbor := range near[:min(3, len(near))] {
		quoted = append(quoted, fmt.Sprintf("%q", neighbor.name))
	}
	return ", similar to " + strings.Join(quoted, ", ")
}
