package heroku

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// reply is one response to the request for a page.
type reply struct {
	status     int
	next       string        // the Next-Range
	after      time.Duration // until the headers arrive
	body       string
	bodyAfter  time.Duration // from the headers to the end of the body
	bodyBroken bool
}

// inventory is a transport that responds to each range with its replies, in turn. It records each
// range and the time of its request.
type inventory struct {
	responses
	replies map[string][]reply
	ranges  []string
}

func newInventory(replies map[string][]reply) *inventory {
	i := &inventory{replies: maps.Clone(replies)}
	i.give = []func(*http.Request) (*http.Response, error){i.respond}
	return i
}

func (i *inventory) respond(req *http.Request) (*http.Response, error) {
	byRange := req.Header.Get("Range")
	i.mu.Lock()
	i.ranges = append(i.ranges, byRange)
	if len(i.replies[byRange]) == 0 {
		i.mu.Unlock()
		return nil, fmt.Errorf("unexpected range %q", byRange)
	}
	give := i.replies[byRange][0]
	i.replies[byRange] = i.replies[byRange][1:]
	i.mu.Unlock()

	if err := wait(req.Context(), give.after); err != nil {
		return nil, err
	}
	return body(give.status, &slowBody{req.Context(), give}, "Next-Range", give.next)(req)
}

// requestedRanges returns the ranges that were requested so far.
func (i *inventory) requestedRanges() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.ranges)
}

type slowBody struct {
	ctx context.Context
	reply
}

func (b *slowBody) Read(p []byte) (int, error) {
	if err := wait(b.ctx, b.bodyAfter); err != nil {
		return 0, err
	}
	b.bodyAfter = 0
	if b.body == "" {
		if b.bodyBroken {
			return 0, reset
		}
		return 0, io.EOF
	}
	n := copy(p, b.body)
	b.body = b.body[n:]
	return n, nil
}

// wait sleeps in the fake time of a synctest bubble.
func wait(ctx context.Context, span time.Duration) error {
	select {
	case <-time.After(span):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func oneApp(id string) string { return fmt.Sprintf(`[{"id":%q,"name":"app"}]`, id) }

// Pages are requested one after the other, each after the previous page is complete.
func TestListing_pages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		replies := map[string][]reply{}
		for byRange, number := firstRange, 1; number <= 10; number++ {
			next := fmt.Sprint("page ", number+1)
			if number == 10 {
				next = ""
			}
			replies[byRange] = []reply{{status: 200, next: next, after: 200 * time.Millisecond, body: oneApp(fmt.Sprint(number)), bodyAfter: 100 * time.Millisecond}}
			byRange = next
		}
		transport := newInventory(replies)
		start := time.Now()
		apps, err := clientOf(transport, io.Discard).Apps(t.Context(), AllApps)
		if err != nil || len(apps) != 10 {
			t.Fatalf("got %d apps and %v, want 10", len(apps), err)
		}
		if took := time.Since(start); took != 3*time.Second || transport.most != 1 {
			t.Errorf("took %s with %d requests at once, want 3s with one", took, transport.most)
		}
	})
}

// A page whose body fails is retried, and the list continues with the second response.
func TestListing_pageIsRetried(t *testing.T) {
	last := reply{status: 200, after: time.Second, body: oneApp("2")}
	broken := reply{status: 206, next: "b", body: "[", bodyAfter: 2 * time.Second, bodyBroken: true}
	for name, test := range map[string]struct {
		second reply
		ranges []string
	}{
		"same next range":    {second: reply{status: 206, next: "b", body: oneApp("1")}, ranges: []string{firstRange, firstRange, "b"}},
		"another next range": {second: reply{status: 206, next: "c", body: oneApp("1")}, ranges: []string{firstRange, firstRange, "c"}},
		"no next range":      {second: reply{status: 200, body: `[{"id":"1","name":"a"},{"id":"2","name":"b"}]`}, ranges: []string{firstRange, firstRange}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := newInventory(map[string][]reply{firstRange: {broken, test.second}, "b": {last}, "c": {last}})
				apps, err := clientOf(transport, io.Discard).Apps(t.Context(), AllApps)
				if err != nil || len(apps) != 2 {
					t.Errorf("got %d apps and %v, want 2", len(apps), err)
				}
				if got := transport.requestedRanges(); !slices.Equal(got, test.ranges) {
					t.Errorf("requested %q, want %q", got, test.ranges)
				}
				if open := transport.open.Load(); open != 0 {
					t.Errorf("%d bodies were left open", open)
				}
			})
		})
	}
}

func TestListing_interrupted(t *testing.T) {
	for name, second := range map[string]reply{
		"no response yet":     {status: 200, after: time.Hour},
		"body is not whole":   {status: 200, body: "[", bodyAfter: time.Hour},
		"waits for its retry": {status: 503},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := newInventory(map[string][]reply{
					firstRange: {{status: 206, next: "b", body: oneApp("1")}}, "b": {second},
				})
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(100*time.Millisecond, cancel)
				start := time.Now()
				if _, err := clientOf(transport, io.Discard).Apps(ctx, AllApps); !errors.Is(err, context.Canceled) {
					t.Errorf("got %v, want %v", err, context.Canceled)
				}
				if took := time.Since(start); took != 100*time.Millisecond {
					t.Errorf("took %s after the interruption", took-100*time.Millisecond)
				}
				synctest.Wait()
				if open := transport.open.Load(); open != 0 {
					t.Errorf("%d bodies were left open", open)
				}
			})
		})
	}
}

// Each try of a request has its own timeout, which includes the body.
func TestTry_timeout(t *testing.T) {
	const limit = time.Minute
	for name, test := range map[string]struct {
		replies map[string][]reply
		fails   bool
	}{
		"within the limit": {replies: map[string][]reply{firstRange: {{status: 200, after: 30 * time.Second, body: oneApp("1"), bodyAfter: 29 * time.Second}}}},
		"no response":      {replies: map[string][]reply{firstRange: {{status: 200, after: limit + 1, body: oneApp("1")}}}, fails: true},
		"head and body are slow": {
			replies: map[string][]reply{firstRange: {{status: 200, after: 30 * time.Second, body: oneApp("1"), bodyAfter: 31 * time.Second}}}, fails: true,
		},
		"each page is slow": {replies: map[string][]reply{
			firstRange: {{status: 206, next: "b", body: oneApp("1"), bodyAfter: 50 * time.Second}},
			"b":        {{status: 200, after: 10 * time.Second, body: oneApp("2"), bodyAfter: 49 * time.Second}},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := newInventory(test.replies)
				config := configOf(transport, io.Discard)
				config.MaxRetries, config.RequestTimeout = 0, limit
				_, err := newTestClient(config).Apps(t.Context(), AllApps)
				late, isLate := errors.AsType[timeoutError](err)
				if (err != nil) != test.fails || test.fails && (!isLate || late.limit != limit) {
					t.Errorf("got %v, want the limit's error: %t", err, test.fails)
				}
				if open := transport.open.Load(); open != 0 {
					t.Errorf("%d bodies were left open", open)
				}
			})
		})
	}
}
