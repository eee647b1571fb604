package heroku

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

const (
	// firstRange asks for the first page, by the one property that never changes, in pages of the largest size that
	// Heroku gives (https://devcenter.heroku.com/articles/platform-api-reference#ranges).
	firstRange = "id ..; max=1000"
	// maxPages bounds a listing: a million apps in pages of the largest size.
	maxPages = 1000
)

// listing gathers the pages of one listing.
type listing struct {
	client   *Client
	path     string
	log      *slog.Logger
	requests sync.WaitGroup // those under way
	movable  bool           // whether an app can move to another page
	pages    int
	apps     []App
	index    map[string]int  // of an app's id in apps
	asked    map[string]bool // by range
}

// gather adds the apps of an answer, which is the next page of the listing.
func (l *listing) gather(answer *http.Response, apps []App) error {
	before := len(l.apps)
	for _, app := range apps {
		at, listed := l.index[app.ID]
		if listed && !reflect.DeepEqual(l.apps[at], app) {
			return l.incomplete(answer, fmt.Sprintf("app %s is there twice, with different values", redact.Text(app.ID)))
		}
		if !listed {
			l.index[app.ID] = len(l.apps)
			l.apps = append(l.apps, app)
		}
	}
	if fault := l.bodyFault(answer.Header.Get("Next-Range"), len(l.apps) > before); fault != "" {
		return l.incomplete(answer, fault)
	}
	l.pages++
	return nil
}

// span is a range in the form that is documented: "id ]<start>..<end>; max=1000, order=desc".
type span struct {
	field, start, end string
	descending        bool
}

// values are the properties that a list of apps is ordered by, of an app.
var values = map[string]func(App) string{
	"id":         func(app App) string { return app.ID },
	"name":       func(app App) string { return app.Name },
	"updated_at": func(app App) string { return *cmp.Or(app.UpdatedAt, new(string)) },
}

var fieldName = regexp.MustCompile(`^[a-z_]*`)

// parseSpan understands a range by a property of apps. It takes more than is documented, so that none that Heroku may
// understand is left unchecked.
func parseSpan(byRange string) (s span, ok bool) {
	s.field = fieldName.FindString(byRange)
	bounds, params, _ := strings.Cut(byRange[len(s.field):], ";")
	start, end, ok := strings.Cut(strings.TrimSpace(bounds), "..")
	s.start, s.end = strings.TrimLeft(start, "]["), end
	s.descending = strings.Contains(params, "desc")
	return s, ok && values[s.field] != nil
}

// headerFault says why the next range of a page cannot lead to every app, or nothing, by the headers alone: such a
// range is not asked for. The range is Heroku's own and goes back unchanged.
func (l *listing) headerFault(byRange string, answer *http.Response) string {
	next := answer.Header.Get("Next-Range")
	switch {
	case next == "" && answer.StatusCode == http.StatusPartialContent:
		return "it is a part of the list (206), but its Next-Range is missing"
	case next == "":
		return ""
	case l.asked[next]:
		return "its Next-Range was followed before"
	case l.pages+1 == maxPages:
		return fmt.Sprintf("its Next-Range leads on, but %d pages are the most that are read", maxPages)
	}
	ahead, ok := parseSpan(next)
	if !ok {
		return ""
	}
	order, ok := parseSpan(byRange)
	if byRange == firstRange || byRange == "" {
		// Heroku may have chosen an order of its own, and says which.
		order, ok = parseSpan(answer.Header.Get("Content-Range"))
	}
	switch {
	case ahead.end != "":
		return "its Next-Range ends before the list does"
	case ok && (ahead.field != order.field || ahead.descending != order.descending):
		return "its Next-Range changes the order of the list"
	}
	return ""
}

// bodyFault says the same by the apps of the page, which are listed by then. A range by anything else than a property of
// apps is only asked to move on.
func (l *listing) bodyFault(next string, movedOn bool) string {
	if next != "" && !movedOn {
		return "its Next-Range does not move on: no app of the page is new"
	}
	ahead, ok := parseSpan(next)
	if !ok || ahead.start == "" || ahead.field == "id" && l.has(ahead.start) {
		return ""
	}
	if !slices.ContainsFunc(l.apps, func(app App) bool { return values[ahead.field](app) == ahead.start }) {
		return fmt.Sprintf("its Next-Range starts after the %s %s, which is not listed", ahead.field, redact.Text(ahead.start))
	}
	return ""
}

func (l *listing) has(id string) bool {
	_, listed := l.index[id]
	return listed
}

func (l *listing) incomplete(resp *http.Response, reason string) *IncompleteError {
	return &IncompleteError{
		Request:   http.MethodGet + " " + l.path,
		Page:      l.pages + 1,
		RequestID: requestID(resp),
		Reason:    shown(resp, reason),
	}
}
