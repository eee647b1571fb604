package heroku

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// If the account has no requests left, a listing waits briefly before the next page, and not longer
// than Heroku requests.
func TestListing_noRequestsLeft(t *testing.T) {
	const second = time.Second
	for name, test := range map[string]struct {
		header    []string
		at, until time.Duration
	}{
		"no header":                   {header: nil, at: second * 8 / 10, until: second * 16 / 10},
		"reset is soon":               {header: []string{"RateLimit-Reset", "0.3"}, at: second * 8 / 10, until: second},
		"reset is later":              {header: []string{"RateLimit-Reset", "20"}, at: second * 8 / 10, until: second * 16 / 10},
		"reset is after the deadline": {header: []string{"RateLimit-Reset", "1200"}, at: second * 8 / 10, until: second * 16 / 10},
		"Retry-After":                 {header: []string{"Retry-After", "Sat, 01 Jan 2000 00:00:30 GMT"}, at: 30 * second, until: 30 * second},
		"nonsense":                    {header: []string{"RateLimit-Reset", "soon"}, at: second * 8 / 10, until: second * 16 / 10},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				first := append([]string{"Next-Range", "b", "RateLimit-Remaining", "0"}, test.header...)
				transport := &responses{give: []func(*http.Request) (*http.Response, error){
					body(206, strings.NewReader(oneApp("1")), first...),
					body(200, strings.NewReader(oneApp("2")), "RateLimit-Remaining", "0"),
				}}
				var log bytes.Buffer
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				apps, err := clientOf(transport, &log).Apps(ctx, AllApps)
				if err != nil || len(apps) != 2 {
					t.Fatalf("got %d apps and %v, want 2", len(apps), err)
				}
				if waited := transport.sent[1].Sub(transport.sent[0]); waited < test.at || waited > test.until {
					t.Errorf("waited %s, want %s to %s", waited, test.at, test.until)
				}
				if got := strings.Count(log.String(), `level=INFO msg="waiting before the next page"`); got != 1 {
					t.Errorf("%d waits were logged, want 1:\n%s", got, &log)
				}
			})
		})
	}
}

// Only the last retry waits for the reset of the rate limit, if the deadline allows it.
func TestFetch_lastRetryWaitsForReset(t *testing.T) {
	for name, test := range map[string]struct {
		reset, limit time.Duration
		complete     bool
		until        time.Duration
	}{
		"in time":       {reset: time.Minute, limit: 5 * time.Minute, complete: true, until: time.Minute + time.Second},
		"at once":       {reset: time.Second, limit: 5 * time.Minute, complete: true, until: 2 * time.Second},
		"after the end": {reset: 10 * time.Minute, limit: 5 * time.Minute, until: 13 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				reset := start.Add(test.reset)
				transport := &responses{give: []func(*http.Request) (*http.Response, error){func(req *http.Request) (*http.Response, error) {
					if time.Now().Before(reset) {
						return status(429, "RateLimit-Reset", fmt.Sprint(reset.Unix()))(req)
					}
					return status(200)(req)
				}}}
				err := list(t.Context(), transport, test.limit, io.Discard)
				if refused, ok := errors.AsType[*Error](err); ok == test.complete || ok && refused.Status != 429 {
					t.Errorf("got %v, want success: %t", err, test.complete)
				}
				if took := time.Since(start); took > test.until || len(transport.sent) < 2 || len(transport.sent) > 5 {
					t.Errorf("took %s and %d tries, want %s at most and 2 to 5", took, len(transport.sent), test.until)
				}
			})
		})
	}
}

func TestListing_interruptedWhileNoRequestsAreLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		transport := &responses{give: []func(*http.Request) (*http.Response, error){
			body(206, strings.NewReader(oneApp("1")), "Next-Range", "b", "RateLimit-Remaining", "0", "Retry-After", "60"),
		}}
		start := time.Now()
		if err := list(ctx, transport, time.Hour, io.Discard); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want %v", err, context.Canceled)
		}
		if waited := time.Since(start); waited != time.Second {
			t.Errorf("waited %s after the interruption", waited-time.Second)
		}
	})
}
