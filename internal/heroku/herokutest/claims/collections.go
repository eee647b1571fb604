package claims

import (
	"encoding/json"
	"fmt"
	"slices"
)

// attributes returns a check that every element of a list has the attributes, and that none is null
// unless mayBeNull is set.
func attributes(mayBeNull bool, names ...string) func(*account, *exchange) string {
	return func(_ *account, e *exchange) string {
		var list []map[string]json.RawMessage
		if err := json.Unmarshal(e.body, &list); err != nil {
			return "the body is not a list of objects: " + err.Error()
		}
		for i, el := range list {
			for _, name := range names {
				if value, ok := el[name]; !ok || !mayBeNull && string(value) == "null" {
					return fmt.Sprintf("element %d has no %s", i+1, name)
				}
			}
		}
		return ""
	}
}

// collectionClaims are about the apps in each list, and their attributes.
var collectionClaims = []claim{
	{
		name: "The id, name, region, stack, created_at and updated_at of an app are never null",
		rows: []int{41, 42}, ask: ranged("/apps", idPages),
		shape: true, body: attributes(false, "id", "name", "region", "stack", "created_at", "updated_at"),
	},
	{
		name: "An app of a team is an app like any other, with joined, locked and legacy_id",
		rows: []int{3}, ask: ofTeam("/apps", idPages),
		shape: true, body: attributes(true, "acm", "archived_at", "build_stack", "buildpack_provided_description", "created_at", "git_url", "id",
			"internal_routing", "joined", "legacy_id", "locked", "maintenance", "name", "organization", "owner", "region", "released_at",
			"repo_size", "slug_size", "space", "stack", "team", "updated_at", "web_url"),
	},
	{
		name: "Without a Range, a team's apps come in the order of their names",
		ask:  ofTeam("/apps", ""), body: inOrderOf("name"),
	},
	{
		name: "The apps of a team are among all apps",
		ask:  complete(ofTeam("/apps", idPages)),
		body: func(a *account, e *exchange) string { return among(a, e, func(element) bool { return true }) },
	},
	{
		name: "Personal apps are all apps that belong to no team, and no others",
		ask:  complete(ranged("/users/~/apps", idPages)),
		body: func(a *account, e *exchange) string {
			list, err := e.elements()
			if err != nil {
				return err.Error()
			}
			personal := 0
			for _, app := range a.apps {
				if app.Team == nil {
					personal++
				}
			}
			if len(list) != personal && e.header.Get("Next-Range") == "" {
				return fmt.Sprintf("%d apps, and %d of all apps have no team", len(list), personal)
			}
			return among(a, e, func(app element) bool { return app.Team == nil })
		},
	},
}

// among returns the first element that is not one of the apps that satisfy the condition.
func among(a *account, e *exchange, is func(element) bool) string {
	list, err := e.elements()
	if err != nil {
		return err.Error()
	}
	for i, el := range list {
		known := slices.IndexFunc(a.apps, func(app element) bool { return app.ID == el.ID })
		if known < 0 || !is(a.apps[known]) {
			return fmt.Sprintf("element %d is not among them", i+1)
		}
	}
	return ""
}
