package provider

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

const (
	// maxMissing is how many missing names an error lists, each with a hint. The hints compare each
	// of them with every app.
	maxMissing = 20
	// maxSimilar is how many similar names a hint lists.
	maxSimilar = 3
)

// checkRequired returns an error with the required names that are missing among the kept apps, or
// nil. When the context ends, the error lists fewer.
func checkRequired(ctx context.Context, required []string, kept, listed []heroku.App) diag.Diagnostic {
	found := make(map[string]bool, len(kept))
	for _, app := range kept {
		found[app.Name] = true
	}
	names := slices.Compact(slices.Sorted(slices.Values(required)))
	missing := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return found[name] })
	if len(missing) == 0 {
		return nil
	}

	lines := &strings.Builder{}
	shown := 0
	for ; shown < min(maxMissing, len(missing)) && ctx.Err() == nil; shown++ {
		fmt.Fprintf(lines, "  - %q%s\n", missing[shown], hint(missing[shown], listed))
	}
	if more := len(missing) - shown; more > 0 {
		fmt.Fprintf(lines, "  - and %d more\n", more)
	}
	before := ""
	if len(kept) != len(listed) {
		before = fmt.Sprintf(" (%d before the filters)", len(listed))
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("required_names"), "Required Heroku apps are missing", fmt.Sprintf(
		"%d of %d required apps are not in the result of %d apps%s:\n\n%s\n"+
			"Correct the names, change the filters, or create the apps first. If an app is gone for good, remove its name. To "+
			"destroy what the configuration manages without this check, add -refresh=false.",
		len(missing), len(names), len(kept), before, lines))
}

// hint explains a missing name: the filters exclude the app, or other apps have similar names.
func hint(name string, listed []heroku.App) string {
	type neighbor struct {
		name     string
		distance int
	}
	farthest := max(1, len(name)/3)
	lower := strings.ToLower(name)
	var near []neighbor
	for _, app := range listed {
		if app.Name == name {
			return " exists, but the filters exclude it"
		}
		if difference := len(app.Name) - len(name); difference > farthest || -difference > farthest {
			continue
		}
		if distance := levenshtein.Distance(lower, strings.ToLower(app.Name), nil); distance <= farthest {
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
	for _, neighbor := range near[:min(maxSimilar, len(near))] {
		quoted = append(quoted, fmt.Sprintf("%q", neighbor.name))
	}
	return ", similar to " + strings.Join(quoted, ", ")
}
