package heroku

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

const (
	// firstRange requests the first page, of the largest size, ordered by the only attribute that
	// never changes (https://devcenter.heroku.com/articles/platform-api-reference#ranges).
	firstRange = "id ..; max=1000"
	// maxPages bounds a listing: a million apps in pages of the largest size.
	maxPages = 1000
	// maxReadings bounds how many times the client reads a list that keeps changing.
	maxReadings = 4
)

// page is one page of a list of apps.
type page = response[[]App]

// listing lists a collection.
type listing struct {
	client  *Client
	path    string
	log     *slog.Logger
	movable bool // whether an app can move to another page

	// The apps and ranges of the pages read so far.
	pages int
	apps  []App
	index map[string]int  // in apps, by id
	asked map[string]bool // ranges
}

// list lists the collection.
func (c *Client) list(ctx context.Context, collection Collection) ([]App, error) {
	start := time.Now()
	l := &listing{client: c, path: collection.path, log: c.config.Logger.With("path", collection.path)}
	if err := l.settle(ctx); err != nil {
		return nil, err
	}
	l.log.InfoContext(ctx, "listed every Heroku app",
		"pages", l.pages, "apps", len(l.apps), "took", time.Since(start).Round(time.Millisecond).String())
	return l.apps, nil
}

// settle reads the list. It reads a list that is not ordered by id until two readings agree: an app
// renamed in between can move to a page already read.
func (l *listing) settle(ctx context.Context) error {
	if err := l.read(ctx); err != nil || !l.movable {
		return err
	}
	for range maxReadings - 1 {
		before := l.apps
		if err := l.read(ctx); err != nil || reflect.DeepEqual(before, l.apps) {
			return err
		}
	}
	return l.incomplete(page{}, fmt.Sprintf(
		"the list is not ordered by id and changed between each of %d readings", maxReadings))
}

// read reads every page, from the first to the last, which has no Next-Range.
func (l *listing) read(ctx context.Context) error {
	l.pages, l.apps, l.index, l.asked = 0, nil, map[string]int{}, map[string]bool{}
	for byRange := firstRange; ; {
		got, err := l.fetch(ctx, byRange)
		if err != nil {
			return err
		}
		if err := l.add(got); err != nil {
			return err
		}
		l.log.InfoContext(ctx, "listing Heroku apps", "page", l.pages, "apps", len(l.apps))
		if byRange = got.nextRange(); byRange == "" {
			return nil
		}
		if err := l.pace(ctx, got); err != nil {
			return err
		}
	}
}

// fetch fetches the page in a range, and checks the token's scope.
func (l *listing) fetch(ctx context.Context, byRange string) (page, error) {
	l.asked[byRange] = true
	got, err := fetch(ctx, l.client, request{path: l.path, byRange: byRange}, decodeApps)
	if refused, ok := errors.AsType[*Error](err); ok && byRange == firstRange &&
		refused.Status == http.StatusRequestedRangeNotSatisfiable {
		// Heroku does not document the ranges of every list. Without a range, pages are smaller.
		return l.fetch(ctx, "")
	}
	if incomplete, ok := errors.AsType[*IncompleteError](err); ok {
		incomplete.Page = l.pages + 1
	}
	if err != nil {
		return page{}, err
	}
	if l.pages == 0 {
		l.log.InfoContext(ctx, "Heroku accepted the token", "scope", got.scope())
	}
	return got, l.client.checkScope(got.head)
}

// add adds a page to the list. The error says why the page does not fit a complete list.
func (l *listing) add(got page) error {
	if fault := l.headerFault(got); fault != "" {
		return l.incomplete(got, fault)
	}
	before := len(l.apps)
	for _, app := range got.value {
		at, listed := l.index[app.ID]
		if listed && !reflect.DeepEqual(l.apps[at], app) {
			return l.incomplete(got, fmt.Sprintf("app %s is listed twice, with different values", redact.Text(app.ID)))
		}
		if !listed {
			l.index[app.ID] = len(l.apps)
			l.apps = append(l.apps, app)
		}
	}
	if fault := l.bodyFault(got.nextRange(), len(l.apps) > before); fault != "" {
		return l.incomplete(got, fault)
	}
	if order, ok := parseSpan(got.nextRange()); ok && order.field != "id" {
		l.movable = true
	}
	l.pages++
	return nil
}

// pace waits before the next page if the account has no requests left. It does not wait for the
// limit's reset: Heroku adds requests all the time, and fetch retries a page that Heroku rejects.
func (l *listing) pace(ctx context.Context, got page) error {
	if !got.isSpent() {
		return nil
	}
	wait, _ := l.client.delay(ctx, 1, got.limits(), false)
	l.log.InfoContext(ctx, "waiting before the next page",
		"reason", "no requests are left", "wait", wait.Round(time.Millisecond).String())
	return sleep(ctx, wait)
}

// incomplete is the error of a page that does not fit a complete list.
func (l *listing) incomplete(got page, reason string) *IncompleteError {
	return &IncompleteError{
		Request: request{path: l.path}.String(), Page: l.pages + 1, RequestID: got.requestID(), Reason: got.shown(reason),
	}
}
