package herokutest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// letters returns apps named aa to ee, with another order by id.
func letters() []herokutest.App {
	apps := herokutest.Apps(5)
	for i, name := range []string{"aa", "bb", "cc", "dd", "ee"} {
		apps[i].Name = name
		apps[i].ID = fmt.Sprintf("%d0000000-0000-4000-8000-000000000000", (i*3)%5)
	}
	return apps
}

func TestRange(t *testing.T) {
	base := herokutest.Start(t, herokutest.New(letters()...))
	for _, tc := range []struct {
		name, header string
		want         string // names
		content      string // Content-Range
		next         string // Next-Range
	}{
		{"none", "", "aa bb cc dd ee", "name aa..ee", ""},
		{"whole", "name ..", "aa bb cc dd ee", "name aa..ee", ""},
		{"extra spaces", "  name   ..  ", "aa bb cc dd ee", "name aa..ee", ""},
		{"no spaces", "name..;max=5", "aa bb cc dd ee", "name aa..ee", ""},
		{"trailing semicolon", "name ..; max=5;", "aa bb cc dd ee", "name aa..ee", ""},
		{"trailing semicolon without max", "name ..;", "aa bb cc dd ee", "name aa..ee", ""},
		{"max", "name ..; max=2", "aa bb", "name aa..bb", "name ]bb..; max=2"},
		{"max above the largest", "name ..; max=5000", "aa bb cc dd ee", "name aa..ee", ""},
		{"ascending", "name ..; order=asc, max=2", "aa bb", "name aa..bb", "name ]bb..; max=2, order=asc"},
		{"descending", "name ..; order=desc", "ee dd cc bb aa", "name ee..aa", ""},
		{"descending page", "name ..; max=2,order=desc", "ee dd", "name ee..dd", "name ]dd..; max=2, order=desc"},
		{"descending after", "name ]dd..; max=2, order=desc", "cc bb", "name cc..bb", "name ]bb..; max=2, order=desc"},
		{"descending bounds", "name dd..bb; order=desc", "dd cc bb", "name dd..bb", ""},
		{"start", "name bb..", "bb cc dd ee", "name bb..ee", ""},
		{"start included", "name [bb..", "bb cc dd ee", "name bb..ee", ""},
		{"start excluded", "name ]bb..", "cc dd ee", "name cc..ee", ""},
		{"start excluded without a space", "name]bb..", "cc dd ee", "name cc..ee", ""},
		{"start between two elements", "name b-b..", "bb cc dd ee", "name bb..ee", ""},
		{"both bounds", "name bb..dd", "bb cc dd", "name bb..dd", ""},
		{"end repeated in Next-Range", "name ]aa..dd; max=2", "bb cc", "name bb..cc", "name ]cc..dd; max=2"},
		{"exactly a page", "name bb..cc; max=2", "bb cc", "name bb..cc", ""},
		{"empty range", "name ]ee..", "", "", ""},
		{"crossed bounds", "name dd..bb", "", "", ""},
		{"by id", "id ..; max=2", "aa cc", "id 00000000-0000-4000-8000-000000000000..10000000-0000-4000-8000-000000000000",
			"id ]10000000-0000-4000-8000-000000000000..; max=2"},
		{"by updated_at", "updated_at ]2026-11-23T15:00:00Z..; max=1", "cc", "updated_at 2026-11-24T01:29:53Z..2026-11-24T01:29:53Z",
			"updated_at ]2026-11-24T01:29:53Z..; max=1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := get(t, base, "/apps", with("Range", tc.header))
			wantStatus := 200
			if tc.next != "" {
				wantStatus = 206
			}
			if a.status != wantStatus {
				t.Errorf("status = %d, want %d: %s", a.status, wantStatus, a.body)
			}
			var names []string
			for _, app := range decode[[]element](t, a) {
				names = append(names, app.Name)
			}
			if diff := cmp.Diff(strings.Fields(tc.want), names, equateEmpty); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
			if got := a.header.Get("Content-Range"); got != tc.content {
				t.Errorf("Content-Range = %q, want %q", got, tc.content)
			}
			if got := a.header.Get("Next-Range"); got != tc.next {
				t.Errorf("Next-Range = %q, want %q", got, tc.next)
			}
			if got, want := a.header.Get("Accept-Ranges"), "id, name, updated_at"; got != want {
				t.Errorf("Accept-Ranges = %q, want %q", got, want)
			}
		})
	}
}

func TestBadRange(t *testing.T) {
	const (
		order  = "Requested range order is not allowed, please try `id` or another specified in `Accept-Ranges`."
		end    = "End range bounds without a start bound are currently not supported. Please specify a start bound."
		syntax = "Invalid `Range` header. Please use format like `id ..; max=10, order=desc`. "
	)
	base := herokutest.Start(t, herokutest.New(letters()...))
	for _, tc := range []struct {
		name, header string
		message      string
	}{
		{"unknown field", "size ..", order},
		{"upper case", "Name ..", order},
		{"no field", "..", order},
		{"no field, only max", "max=1000", order},
		{"end without start", "id ..7", end},
		{"comma instead of semicolon", "id .., order=desc", end},
		{"comma instead of semicolon after a start", "id 7.., order=desc", syntax},
		{"no bounds", "id", syntax},
		{"no bounds but max", "id; max=5", syntax},
		{"excluded start without a value", "id ]..", syntax},
		{"included start without a value", "id [..", syntax},
		{"space in a bound", "id a b..", syntax},
		{"two semicolons", "id ..; max=10; order=desc", syntax},
		{"max of zero", "id ..; max=0", syntax},
		{"negative max", "id ..; max=-1", syntax},
		{"max is not a number", "id ..; max=ten", syntax},
		{"empty max", "id ..; max=", syntax},
		{"max twice", "id ..; max=1, max=2", syntax},
		{"unknown order", "id ..; order=down", syntax},
		{"unknown parameter", "id ..; limit=5", syntax},
		{"empty parameter", "id ..; max=5,,order=asc", syntax},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := get(t, base, "/apps", with("Range", tc.header))
			want, wantStatus := herokuError{ID: "requested_range_not_satisfiable", Message: tc.message}, 416
			if tc.message == syntax {
				want.ID, wantStatus = "bad_request", 400
			}
			if a.status != wantStatus {
				t.Errorf("status = %d, want %d", a.status, wantStatus)
			}
			if diff := cmp.Diff(want, decode[herokuError](t, a)); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTeamRanges(t *testing.T) {
	h := herokutest.New(herokutest.Apps(30)...)
	base := herokutest.Start(t, h)
	for _, tc := range []struct {
		name   string
		fields []string
		header string
		status int
		accept string
	}{
		{"id by default", nil, "id ..; max=2", 206, "id, name, updated_at"},
		{"name by default", nil, "name ..; max=2", 206, "id, name, updated_at"},
		{"updated_at by default", nil, "updated_at ..; max=2", 206, "id, name, updated_at"},
		{"only name", []string{"name"}, "name ..; max=2", 206, "name"},
		{"only name, requested by id", []string{"name"}, "id ..; max=2", 416, "name"},
		{"only name, no Range", []string{"name"}, "", 200, "name"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h.TeamRanges(tc.fields...)
			a := get(t, base, "/teams/acme/apps", with("Range", tc.header))
			if a.status != tc.status || a.header.Get("Accept-Ranges") != tc.accept {
				t.Errorf("status %d, Accept-Ranges %q; want %d, %q", a.status, a.header.Get("Accept-Ranges"), tc.status, tc.accept)
			}
		})
	}
}
