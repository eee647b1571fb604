package claims

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// rangeClaims are about pages: their order, their bounds and the next page.
var rangeClaims = []claim{
	{
		name: "Without a Range, apps come in the order of their names",
		rows: []int{41, 42}, ask: get("/apps"),
		head: func(e *exchange) string {
			if got := e.header.Get("Content-Range"); got != "" && !strings.HasPrefix(got, "name ") {
				return "Content-Range: " + got
			}
			return ""
		},
		body: inOrderOf("name"),
	},
	{
		name: "With a Range by id, apps come in the order of their ids",
		rows: []int{3}, ask: ranged("/apps", idPages),
		head: func(e *exchange) string {
			if got := e.header.Get("Content-Range"); got != "" && !strings.HasPrefix(got, "id ") {
				return "Content-Range: " + got
			}
			return ""
		},
		body: inOrderOf("id"),
	},
	{
		name: "Content-Range has the first and the last element, and no max",
		rows: []int{3, 4, 11, 41, 42, 122, 123}, ask: needsApps(1, idPages),
		head: matches("Content-Range", `^[a-z_]+ [^ ]+\.\.[^ ]+$`),
		body: func(_ *account, e *exchange) string {
			list, err := e.elements()
			if err != nil || len(list) == 0 {
				return fmt.Sprintf("%d elements, %v", len(list), err)
			}
			return equal("Content-Range", "id "+list[0].ID+".."+list[len(list)-1].ID)(e)
		},
	},
	{
		name: "An empty list has status 200, no Content-Range, no ETag and no Next-Range",
		rows: []int{8}, ask: ranged("/apps", "id ]ffffffff-ffff-ffff-ffff-ffffffffffff..; max=1"),
		head: all(status(http.StatusOK), func(e *exchange) string { return lacking(e, "Content-Range", "ETag", "Next-Range") }),
		body: func(_ *account, e *exchange) string {
			if string(e.body) != "[]" {
				return "the body is not an empty list"
			}
			return ""
		},
	},
	{
		name: "A whole list has status 200 and no Next-Range, also with a Range",
		rows: []int{2, 3, 4, 11}, ask: ranged("/teams", idPages),
		head: all(status(http.StatusOK), func(e *exchange) string { return lacking(e, "Next-Range") }),
	},
	{
		name: "A cut list has status 206, and its Next-Range starts after its last element by id",
		rows: []int{125}, ask: cut("id ..; max=1"),
		head: all(status(http.StatusPartialContent), matches("Next-Range", `^id \][^ ]+\.\.; max=1$`)),
		body: nextAfter("id", "; max=1"),
	},
	{
		name: "A cut list has status 206, and its Next-Range starts after its last element by name",
		rows: []int{126, 127}, ask: cut("name ..; max=1"),
		head: all(status(http.StatusPartialContent), matches("Next-Range", `^name \]`)),
		body: nextAfter("name", "; max=1"),
	},
	{
		name: "A cut list has status 206, and its Next-Range starts after its last element by updated_at",
		ask:  cut("updated_at ..; max=1"),
		head: all(status(http.StatusPartialContent), matches("Next-Range", `^updated_at \]`)),
	},
	{
		name: "A Range that begins with ] excludes its start",
		ask:  rangedAfter(func(apps []element) string { return "id ]" + apps[0].ID + "..; max=1" }),
		body: exactly(1),
	},
	{
		name: "A Range that begins with its start includes it",
		ask:  rangedAfter(func(apps []element) string { return "id " + apps[1].ID + "..; max=1" }),
		body: exactly(1),
	},
	{
		name: "A Range that begins with [ includes its start",
		ask:  rangedAfter(func(apps []element) string { return "id [" + apps[0].ID + "..; max=1" }),
		body: exactly(0),
	},
	{
		name: "A Range with both bounds includes them and nothing else",
		ask:  rangedAfter(func(apps []element) string { return "id " + apps[0].ID + ".." + apps[1].ID + "; max=9" }),
		head: all(status(http.StatusOK), func(e *exchange) string { return lacking(e, "Next-Range") }),
		body: exactly(0, 1),
	},
	{
		name: "With order=desc a list runs backwards, and Next-Range repeats the order",
		ask:  complete(cut("id ..; max=1, order=desc")),
		head: matches("Next-Range", `^id \][^ ]+\.\.; max=1, ?order=desc;?$`),
		body: func(a *account, e *exchange) string { return exactly(len(a.apps)-1)(a, e) },
	},
	{
		name: "A max above 1000 is accepted, and a page has no more than 1000 elements",
		ask:  ranged("/apps", "id ..; max=1001"),
		head: func(e *exchange) string {
			if e.status != http.StatusOK && e.status != http.StatusPartialContent {
				return fmt.Sprintf("status %d", e.status)
			}
			return ""
		},
		body: func(_ *account, e *exchange) string {
			if list, err := e.elements(); err != nil || len(list) > 1000 {
				return fmt.Sprintf("%d elements, %v", len(list), err)
			}
			return ""
		},
	},
}

// needsApps requests apps if the account has n.
func needsApps(n int, byRange string) func(*account) (request, error) {
	return func(a *account) (request, error) {
		if len(a.apps) < n {
			return request{}, untried(fmt.Sprintf("the account has %d apps, and the claim needs %d", len(a.apps), n))
		}
		return request{path: "/apps", byRange: byRange}, nil
	}
}

// matches returns a check that a header matches a pattern.
func matches(name, pattern string) func(*exchange) string {
	compiled := regexp.MustCompile(pattern)
	return func(e *exchange) string {
		if got := e.header.Get(name); !compiled.MatchString(got) || strings.Contains(got, "; max=") && name == "Content-Range" {
			return fmt.Sprintf("%s: %s", name, cmp.Or(got, "(none)"))
		}
		return ""
	}
}

// inOrderOf returns a check that the elements are in the order of a field.
func inOrderOf(field string) func(*account, *exchange) string {
	return func(_ *account, e *exchange) string {
		list, err := e.elements()
		if err != nil {
			return err.Error()
		}
		key := func(el element) string {
			if field == "id" {
				return el.ID
			}
			// A locale's order ignores hyphens.
			return strings.ReplaceAll(el.Name, "-", "")
		}
		for i := range list[:max(0, len(list)-1)] {
			if key(list[i]) > key(list[i+1]) {
				return fmt.Sprintf("element %d is not in the order of %ss", i+2, field)
			}
		}
		return ""
	}
}

// nextAfter returns a check that Next-Range starts after the last element.
func nextAfter(field, params string) func(*account, *exchange) string {
	return func(_ *account, e *exchange) string {
		list, err := e.elements()
		if err != nil || len(list) == 0 {
			return fmt.Sprintf("%d elements, %v", len(list), err)
		}
		last := list[len(list)-1].ID
		if field == "name" {
			last = list[len(list)-1].Name
		}
		return equal("Next-Range", field+" ]"+last+".."+params)(e)
	}
}

// exactly returns a check that a page has exactly the apps with these indexes in the order of ids.
func exactly(numbers ...int) func(*account, *exchange) string {
	return func(a *account, e *exchange) string {
		list, err := e.elements()
		if err != nil {
			return err.Error()
		}
		var got, want []string
		for _, n := range numbers {
			want = append(want, a.apps[n].ID)
		}
		for _, el := range list {
			got = append(got, el.ID)
		}
		if slices.Equal(want, got) {
			return ""
		}
		var places []string
		for _, id := range got {
			place := slices.IndexFunc(a.apps, func(app element) bool { return app.ID == id })
			places = append(places, fmt.Sprint(place+1))
		}
		return fmt.Sprintf("the page has the apps %s of the list", cmp.Or(strings.Join(places, ", "), "(none)"))
	}
}
