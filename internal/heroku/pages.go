package heroku

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"time"
)

// pageRequest asks for a page, in a goroutine of its own. Every answer that has a body to read is handed over as soon
// as its headers are in, and waits until it is said what came of its body: another answer follows if that is to be
// tried again.
type pageRequest struct {
	byRange string
	answers chan *http.Response
	read    chan error // what came of an answer's body
	err     error      // valid once answers is closed
	cancel  context.CancelFunc
}

// ask starts to ask for the page in the given range, after a wait.
func (l *listing) ask(ctx context.Context, byRange string, wait time.Duration) *pageRequest {
	ctx, cancel := context.WithCancel(ctx)
	page := &pageRequest{byRange: byRange, answers: make(chan *http.Response), read: make(chan error), cancel: cancel}
	l.requests.Go(func() {
		defer close(page.answers)
		defer cancel()
		if page.err = sleep(ctx, wait); page.err != nil {
			return
		}
		page.err = l.client.get(ctx, l.path, byRange, func(resp *http.Response) error {
			resume := hold(resp)
			select {
			case page.answers <- resp:
				resume()
				return <-page.read
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		})
	})
	return page
}

// maxReads bounds how often a list that changes meanwhile is read.
const maxReads = 4

// all gathers every page. Where they are not in the order of ids, an app can move from a page to come to one that was
// read, by a new name, and be missed: such a list is read until it is the same twice.
func (l *listing) all(ctx context.Context) error {
	if err := l.follow(ctx); err != nil || !l.movable {
		return err
	}
	for range maxReads - 1 {
		before := l.apps
		l.pages, l.apps, l.index, l.asked = 0, nil, map[string]int{}, map[string]bool{}
		if err := l.follow(ctx); err != nil || reflect.DeepEqual(before, l.apps) {
			return err
		}
	}
	return l.incomplete(nil, fmt.Sprintf("the list was read %d times, since its order is not that of ids, and changed each time", maxReads))
}

// follow gathers the pages one after the other. While the body of one is read, the next one is already asked for, but no
// further one: its answer is not looked at before its turn comes.
func (l *listing) follow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer l.requests.Wait()
	defer cancel()
	for page := l.ask(ctx, firstRange, 0); page != nil; {
		var err error
		if page, err = l.add(ctx, page); err != nil {
			return err
		}
		l.log.InfoContext(ctx, "listing Heroku apps", "page", l.pages, "apps", len(l.apps))
	}
	return nil
}

// add adds a page to the listing, and returns the next one, which is asked for by then, or nil after the last.
func (l *listing) add(ctx context.Context, page *pageRequest) (next *pageRequest, err error) {
	l.asked[page.byRange] = true
	var answer *http.Response
	var apps []App
	for answer = range page.answers {
		apps, next, err = l.read(ctx, page.byRange, answer)
		page.read <- err
	}
	refused, malformed := (*Error)(nil), (*malformedError)(nil)
	switch {
	case page.byRange == firstRange && errors.As(page.err, &refused) && refused.Status == http.StatusRequestedRangeNotSatisfiable:
		// Heroku does not document which ranges a team's apps take. Without one, pages are smaller.
		return l.add(ctx, l.ask(ctx, "", 0))
	case errors.As(page.err, &malformed):
		return nil, l.incomplete(nil, malformed.Error())
	case page.err != nil:
		return nil, page.err
	}
	return next, l.gather(answer, apps)
}

// read reads the apps of an answer to a range, and starts to ask for the next page before that, as Heroku names it in
// the headers. There is none after the last page, nor with an error: when the page is tried again, it may name another
// one.
func (l *listing) read(ctx context.Context, byRange string, answer *http.Response) (apps []App, next *pageRequest, err error) {
	if err := l.checkScope(ctx, answer); err != nil {
		return nil, nil, err
	}
	if fault := l.headerFault(byRange, answer); fault != "" {
		return nil, nil, l.incomplete(answer, fault)
	}
	if ahead := answer.Header.Get("Next-Range"); ahead != "" {
		wait, err := l.waitForMore(ctx, answer)
		if err != nil {
			return nil, nil, err
		}
		next = l.ask(ctx, ahead, wait)
		if order, ok := parseSpan(ahead); ok && order.field != "id" {
			l.movable = true
		}
	}
	apps, err = readApps(answer.Body)
	if malformed := (*malformedError)(nil); errors.As(err, &malformed) {
		err = l.incomplete(answer, malformed.Error())
	}
	if err != nil && next != nil {
		next.cancel()
		next = nil
	}
	return apps, next, err
}

// waitForMore returns how long to wait before the page after the one of the answer is asked for: until there are
// requests again if none are left.
func (l *listing) waitForMore(ctx context.Context, answer *http.Response) (time.Duration, error) {
	if !isSpent(answer) {
		return 0, nil
	}
	wait := cmp.Or(askedWait(answer), jittered(1, l.client.random))
	if !fits(ctx, wait) {
		return 0, &RateLimitError{
			Request: http.MethodGet + " " + l.path, Page: l.pages + 2, RequestID: requestID(answer), RetryAfter: wait,
		}
	}
	l.log.InfoContext(ctx, "waiting before the next page",
		"reason", "no requests are left", "wait", wait.Round(time.Millisecond).String())
	return wait, nil
}
