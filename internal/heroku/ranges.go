package heroku

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
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
	client *Client
	path   string
	pages  int
	apps   []App
	index  map[string]int  // of an app's id in apps
	asked  map[string]bool // by range
}

// page adds the page in the given range, and returns the next range as Heroku wrote it, empty after the last page.
func (l *listing) page(ctx context.Context, byRange string) (string, error) {
	l.asked[byRange] = true
	var answer *http.Response
	var apps []App
	err := l.client.get(ctx, l.path, byRange, func(resp *http.Response) (err error) {
		answer = resp
		apps, err = readApps(resp.Body)
		if malformed := (*malformedError)(nil); errors.As(err, &malformed) {
			return l.incomplete(resp, malformed.Error())
		}
		return err
	})
	if refused := (*Error)(nil); byRange == firstRange && errors.As(err, &refused) &&
		refused.Status == http.StatusRequestedRangeNotSatisfiable {
		// Heroku does not document which ranges a team's apps take. Without one, pages are smaller.
		return l.page(ctx, "")
	}
	if err != nil {
		return "", err
	}

	before := len(l.apps)
	for _, app := range apps {
		at, listed := l.index[app.ID]
		if listed && !reflect.DeepEqual(l.apps[at], app) {
			return "", l.incomplete(answer, fmt.Sprintf("app %s is there twice, with different values", cleanText(app.ID)))
		}
		if !listed {
			l.index[app.ID] = len(l.apps)
			l.apps = append(l.apps, app)
		}
	}
	next := answer.Header.Get("Next-Range")
	if fault := l.fault(answer.StatusCode, next, len(l.apps) > before); fault != "" {
		return "", l.incomplete(answer, fault)
	}
	l.pages++
	return next, nil
}

// afterID finds the app that a range starts after, in the form that Heroku gives to Next-Range.
var afterID = regexp.MustCompile(`^id \]([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.\.`)

// fault says why the next range of a page cannot lead to every app, or nothing. The range is Heroku's own and goes
// back unchanged; a range of another form than the usual one is only asked to move on.
func (l *listing) fault(status int, next string, movedOn bool) string {
	if next == "" {
		if status == http.StatusPartialContent {
			return "it is a part of the list (206), but its Next-Range is missing"
		}
		return ""
	}
	after := afterID.FindStringSubmatch(next)
	switch {
	case l.asked[next]:
		return "its Next-Range was followed before"
	case !movedOn:
		return "its Next-Range does not move on: no app of the page is new"
	case after != nil && !l.has(after[1]):
		return fmt.Sprintf("its Next-Range starts after app %s, which is not listed", after[1])
	case l.pages+1 == maxPages:
		return fmt.Sprintf("its Next-Range leads on, but %d pages are the most that are read", maxPages)
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
