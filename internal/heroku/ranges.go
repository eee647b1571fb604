package heroku

import (
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"regexp"
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

// afterID finds the app that a range starts after, in the form that Heroku gives to Next-Range.
var afterID = regexp.MustCompile(`^id \]([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.\.`)

// headerFault says why the next range of a page cannot lead to every app, or nothing, by the headers alone: such a
// range is not asked for. The range is Heroku's own and goes back unchanged.
func (l *listing) headerFault(status int, next string) string {
	switch {
	case next == "" && status == http.StatusPartialContent:
		return "it is a part of the list (206), but its Next-Range is missing"
	case next == "":
		return ""
	case l.asked[next]:
		return "its Next-Range was followed before"
	case l.pages+1 == maxPages:
		return fmt.Sprintf("its Next-Range leads on, but %d pages are the most that are read", maxPages)
	}
	return ""
}

// bodyFault says the same by the apps of the page, which are listed by then. A range of another form than the usual one
// is only asked to move on.
func (l *listing) bodyFault(next string, movedOn bool) string {
	after := afterID.FindStringSubmatch(next)
	switch {
	case next != "" && !movedOn:
		return "its Next-Range does not move on: no app of the page is new"
	case after != nil && !l.has(after[1]):
		return fmt.Sprintf("its Next-Range starts after app %s, which is not listed", after[1])
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
		Reason:    reason,
	}
}
