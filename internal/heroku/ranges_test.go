package heroku_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

// app is the JSON of an app with the given number as its id.
func app(number int) string {
	return fmt.Sprintf(`{"id":"%s","name":"app-%d"}`, id(number), number)
}

func id(number int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", number) }

func after(number int) string { return "id ]" + id(number) + "..; max=1000" }

func page(next string, apps ...string) response {
	return response{status: 206, header: map[string]string{"Next-Range": next, "Request-Id": "req-1"}, body: "[" + strings.Join(apps, ",") + "]"}
}

func last(apps ...string) response {
	return response{status: 200, header: map[string]string{"Request-Id": "req-1"}, body: "[" + strings.Join(apps, ",") + "]"}
}

func TestApps_pages(t *testing.T) {
	for name, test := range map[string]struct {
		responses []response
		apps      int
	}{
		"three pages":                   {[]response{page(after(2), app(1), app(2)), page(after(3), app(3)), last(app(4))}, 4},
		"last page is empty":            {[]response{page(after(1), app(1)), last()}, 1},
		"same app on two pages":         {[]response{page(after(2), app(1), app(2)), last(app(2), app(3))}, 3},
		"same app twice on a page":      {[]response{last(app(1), app(1))}, 1},
		"200 with a Next-Range":         {[]response{{200, map[string]string{"Next-Range": after(1)}, "[" + app(1) + "]"}, last(app(2))}, 2},
		"next range of an unknown form": {[]response{page("size ]1..; order=asc", app(1)), last(app(2))}, 2},
		"order by name is read twice":   {[]response{page("name ]app-1..; order=asc", app(1)), last(app(2)), page("name ]app-1..; order=asc", app(1)), last(app(2))}, 2},
		"order by name, and a change": {[]response{
			page("name ]app-1..; max=1", app(1)), last(),
			page("name ]app-1..; max=1", app(1)), last(app(2)),
			page("name ]app-1..; max=1", app(1)), last(app(2)),
		}, 2},
		// The time that Heroku stores may differ from the time that it sends.
		"order by update, by a time that is not listed": {[]response{
			page("updated_at ]2012-01-01T12:00:00.5Z..; max=1", app(1)), last(app(2)),
			page("updated_at ]2012-01-01T12:00:00.5Z..; max=1", app(1)), last(app(2)),
		}, 2},
		"next range by an opaque cursor": {[]response{page("cursor ]c2Vjb25k..; max=1000", app(1)), last(app(2))}, 2},
		"next range back, but moving on": {[]response{page(after(3), app(1), app(2), app(3)), page(after(2), app(4)), last(app(3), app(4), app(5))}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			address, requests := script(t, test.responses...)
			apps, err := newClient(t, address).Apps(t.Context(), heroku.AllApps)
			if err != nil {
				t.Fatal(err)
			}
			if len(apps) != test.apps {
				t.Errorf("%d apps, want %d", len(apps), test.apps)
			}
			for i, request := range requests() {
				want := "id ..; max=1000"
				if i > 0 && test.responses[i-1].header["Next-Range"] != "" {
					want = test.responses[i-1].header["Next-Range"]
				}
				if got := request.Header.Get("Range"); got != want {
					t.Errorf("request %d: Range %q, want exactly %q", i+1, got, want)
				}
			}
		})
	}
}

func TestApps_incomplete(t *testing.T) {
	var changing []response
	for number := range 4 {
		changing = append(changing, page("name ]app-1..; max=1", app(1)), last(app(number+2)))
	}
	whole := func(body string) []response {
		return []response{{200, map[string]string{"Content-Type": "application/json", "Request-Id": "req-1"}, body}}
	}
	var pages []response
	for number := range 1000 {
		pages = append(pages, page(after(number), app(number)))
	}
	for name, test := range map[string]struct {
		responses []response
		reason    string
	}{
		"partial without a next range": {[]response{{206, map[string]string{"Request-Id": "req-1"}, "[" + app(1) + "]"}}, "Next-Range is missing"},
		"next range is the first":      {[]response{page("id ..; max=1000", app(1))}, "followed before"},
		"next range is the same":       {[]response{page(after(1), app(1)), page(after(1), app(2))}, "followed before"},
		"next range in a circle":       {[]response{page(after(1), app(1)), page(after(2), app(2)), page(after(1), app(3))}, "followed before"},
		"page with nothing new":        {[]response{page(after(1), app(1)), page("id ..; max=999", app(1))}, "does not move on"},
		"empty page with a next range": {[]response{page(after(1))}, "does not move on"},
		"next range skips apps":        {[]response{page(after(9), app(1), app(2))}, "starts after the id " + id(9)},
		"too many pages":               {pages, "1000 pages"},
		"always changing":              {changing, "not ordered by id and changed between each of 4 readings"},
		"app changes on a page":        {[]response{last(app(1), `{"id":"`+id(1)+`","name":"renamed"}`)}, "twice, with different values"},
		"app changes between pages":    {[]response{page(after(1), app(1)), last(`{"id":"` + id(1) + `","name":"renamed"}`)}, "twice, with different values"},
		"app without id":               {whole(`[{"name":"api"}]`), "number 1 of the page has no id"},
		"app with null id":             {whole(`[{"id":null,"name":"api"}]`), "has no id"},
		"app without name":             {whole(`[{"id":"1"}]`), "app 1 has no name"},
		"app is null":                  {whole(`[null]`), "has no id"},
		"HTML under a JSON type":       {whole(`<!DOCTYPE html><title>secret-body</title>`), "not a JSON array"},
		"object":                       {whole(`{"secret-body":[]}`), "not a JSON array"},
		"null":                         {whole(`null`), "not a JSON array"},
		"wrong type":                   {whole(`[{"id":7,"name":"secret-body"}]`), "wrong type at /0/id"},
		"region is a string":           {whole(`[{"id":"1","name":"a","region":"secret-body"}]`), "wrong type at /0/region"},
		"list in a list":               {whole(`[["secret-body"]]`), "wrong type at /0"},
		"not JSON":                     {whole(`[{"id":"1","name":secret-body}]`), "not valid JSON from byte"},
		"two values":                   {whole(`[] []`), "not valid JSON from byte"},
		"duplicate key":                {whole(`[{"id":"1","name":"a","name":"secret-body"}]`), "not valid JSON from byte"},
		"invalid UTF-8":                {whole("[{\"id\":\"1\",\"name\":\"secret-body\xff\"}]"), "not valid JSON from byte"},
		"page too large":               {whole("[" + strings.Repeat(" ", 17<<20) + "]"), "larger than 16 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			address, _ := script(t, test.responses...)
			apps, err := newClient(t, address).Apps(t.Context(), heroku.AllApps)
			incomplete, ok := errors.AsType[*heroku.IncompleteError](err)
			if !ok || !strings.Contains(incomplete.Reason, test.reason) {
				t.Fatalf("got %v, want an IncompleteError with %q", err, test.reason)
			}
			if apps != nil {
				t.Errorf("%d apps came with the error", len(apps))
			}
			if name == "always changing" {
				return // No single page shows the fault.
			}
			if incomplete.Page != len(test.responses) || incomplete.Request != "GET /apps" || incomplete.RequestID != "req-1" {
				t.Errorf("got %+v, want page %d of GET /apps, request id req-1", incomplete, len(test.responses))
			}
			if strings.Contains(err.Error(), "secret-body") {
				t.Errorf("the error repeats the body: %v", err)
			}
		})
	}
}

// A range that Heroku rejects in the middle of a listing is an error. At the start, it is an error
// if Heroku also rejects the request without a range.
func TestApps_refusedRange(t *testing.T) {
	refused := response{status: 416, body: `{"id":"requested_range_not_satisfiable","message":"no"}`}
	for name, responses := range map[string][]response{
		"in the middle": {page(after(1), app(1)), refused},
		"twice":         {refused, refused},
	} {
		t.Run(name, func(t *testing.T) {
			address, _ := script(t, responses...)
			_, err := newClient(t, address).Apps(t.Context(), heroku.AllApps)
			if got, ok := errors.AsType[*heroku.Error](err); !ok || got.Status != 416 {
				t.Errorf("got %v, want the API's 416", err)
			}
		})
	}
}
