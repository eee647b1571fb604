package heroku

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

// span is a range in the documented form: "id ]<start>..<end>; max=1000, order=desc".
type span struct {
	field, start, end string
	descending        bool
}

// orders are the attributes that Heroku orders apps by, each with the function that reads it from
// an app, to compare it with the start of a range. updated_at has no function: the value that
// Heroku stores may differ from the one that it sends.
var orders = map[string]func(App) string{
	"id":         func(app App) string { return app.ID },
	"name":       func(app App) string { return app.Name },
	"updated_at": nil,
}

var fieldName = regexp.MustCompile(`^[a-z_]*`)

// parseSpan parses a range that is ordered by an attribute of apps. It accepts more than the
// documented form, because Heroku may, too, and every range must be checked.
func parseSpan(byRange string) (s span, ok bool) {
	s.field = fieldName.FindString(byRange)
	bounds, params, _ := strings.Cut(byRange[len(s.field):], ";")
	start, end, ok := strings.Cut(strings.TrimSpace(bounds), "..")
	s.start, s.end = strings.TrimSpace(strings.TrimLeft(start, "][")), strings.TrimSpace(end)
	s.descending = strings.Contains(params, "desc")
	_, isOrder := orders[s.field]
	return s, ok && isOrder
}

// headerFault checks the next range of a page against the headers. It returns why the range cannot
// lead to every app, or an empty string. The client sends Heroku's range back unchanged.
func (l *listing) headerFault(got page) string {
	next := got.nextRange()
	switch {
	case next == "" && got.status == http.StatusPartialContent:
		return "it is a part of the list (206), but its Next-Range is missing"
	case next == "":
		return ""
	case l.asked[next]:
		return "its Next-Range was followed before"
	case l.pages+1 == maxPages:
		return fmt.Sprintf("its Next-Range leads on, but a listing reads at most %d pages", maxPages)
	}
	ahead, ok := parseSpan(next)
	if !ok {
		return ""
	}
	order, ok := parseSpan(got.request.byRange)
	if l.pages == 0 {
		// Content-Range names the order if Heroku chose it.
		order, ok = parseSpan(got.header.Get("Content-Range"))
	}
	switch {
	case ahead.end != "":
		return "its Next-Range ends before the list does"
	case ok && (ahead.field != order.field || ahead.descending != order.descending):
		return "its Next-Range changes the order of the list"
	}
	return ""
}

// bodyFault is like headerFault, but checks the range against the apps of the page, which must be
// in the list already. A range that is not ordered by an attribute of apps only has to move on.
func (l *listing) bodyFault(next string, movedOn bool) string {
	if next != "" && !movedOn {
		return "its Next-Range does not move on: no app of the page is new"
	}
	ahead, ok := parseSpan(next)
	value := orders[ahead.field]
	if !ok || ahead.start == "" || value == nil {
		return ""
	}
	for _, app := range slices.Backward(l.apps) { // Usually it starts after the last app of the page.
		if strings.EqualFold(value(app), ahead.start) {
			return ""
		}
	}
	return fmt.Sprintf("its Next-Range starts after the %s %s, which is not listed", ahead.field, redact.Text(ahead.start))
}
