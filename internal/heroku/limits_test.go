package heroku

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A listing that has pages to go and no requests left waits before it asks for the next page, and reads the one it has
// meanwhile.
func TestPages_noRequestsLeft(t *testing.T) {
	for name, test := range map[string]struct {
		header    []string
		at, until time.Duration
	}{
		"no word":         {nil, 800 * time.Millisecond, 1600 * time.Millisecond},
		"RateLimit-Reset": {[]string{"RateLimit-Reset", "20"}, 20 * time.Second, 20 * time.Second},
		"Retry-After":     {[]string{"Retry-After", "Sat, 01 Jan 2000 00:00:30 GMT"}, 30 * time.Second, 30 * time.Second},
		"nonsense":        {[]string{"RateLimit-Reset", "soon"}, 800 * time.Millisecond, 1600 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				first := append([]string{"Next-Range", "b", "RateLimit-Remaining", "0"}, test.header...)
				transport := &answers{give: []func(*http.Request) (*http.Response, error){
					body(206, strings.NewReader(oneApp("1")), first...),
					body(200, strings.NewReader(oneApp("2")), "RateLimit-Remaining", "0"),
				}}
				var log bytes.Buffer
				apps, err := clientOf(transport, &log).Apps(t.Context(), AllApps)
				if err != nil || len(apps) != 2 {
					t.Fatalf("got %d apps and %v, want 2", len(apps), err)
				}
				if waited := transport.asked[1].Sub(transport.asked[0]); waited < test.at || waited > test.until {
					t.Errorf("waited %s, want %s to %s", waited, test.at, test.until)
				}
				if got := strings.Count(log.String(), `level=INFO msg="waiting before the next page"`); got != 1 {
					t.Errorf("%d waits were logged, want 1:\n%s", got, &log)
				}
			})
		})
	}
}

func TestPages_noRequestsLeftInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := &answers{give: []func(*http.Request) (*http.Response, error){
			body(206, strings.NewReader(oneApp("1")), "Next-Range", "b", "RateLimit-Remaining", "0", "RateLimit-Reset", "1200", "Request-Id", "req-1"),
		}}
		start := time.Now()
		err := list(t.Context(), transport, 5*time.Minute, io.Discard)
		limited := (*RateLimitError)(nil)
		want := RateLimitError{Request: "GET /apps", Page: 2, RequestID: "req-1", RetryAfter: 20 * time.Minute}
		if !errors.As(err, &limited) || *limited != want {
			t.Errorf("got %v, want %v", err, &want)
		}
		if waited := time.Since(start); waited != 0 || len(transport.asked) != 1 || transport.open.Load() != 0 {
			t.Errorf("waited %s, asked %d times, left %d bodies open", waited, len(transport.asked), transport.open.Load())
		}
	})
}

func TestPages_interruptedWhileNoRequestsAreLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		transport := &answers{give: []func(*http.Request) (*http.Response, error){
			body(206, strings.NewReader(oneApp("1")), "Next-Range", "b", "RateLimit-Remaining", "0", "RateLimit-Reset", "1200"),
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

// A page that waits for its turn does not use up the time of its exchange, and a body that trickles does.
func TestExchange(t *testing.T) {
	const limit = time.Minute
	for name, test := range map[string]struct {
		tries map[string][]try
		fails bool
	}{
		"within the limit":          {map[string][]try{firstRange: {{200, "", 30 * time.Second, oneApp("1"), 29 * time.Second, false}}}, false},
		"no answer":                 {map[string][]try{firstRange: {{200, "", limit + 1, oneApp("1"), 0, false}}}, true},
		"answer and body are slow":  {map[string][]try{firstRange: {{200, "", 30 * time.Second, oneApp("1"), 31 * time.Second, false}}}, true},
		"next page waits, and fits": {map[string][]try{firstRange: {{206, "b", 0, oneApp("1"), 50 * time.Second, false}}, "b": {{200, "", 10 * time.Second, oneApp("2"), 49 * time.Second, false}}}, false},
		"next page is too slow":     {map[string][]try{firstRange: {{206, "b", 0, oneApp("1"), 50 * time.Second, false}}, "b": {{200, "", 10 * time.Second, oneApp("2"), 51 * time.Second, false}}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := newInventory(test.tries)
				client := clientOf(transport, io.Discard)
				client.config.MaxRetries = 0
				client.http.Transport.(*exchanges).limit = limit
				_, err := client.Apps(t.Context(), AllApps)
				late := timeoutError{}
				if (err != nil) != test.fails || test.fails && (!errors.As(err, &late) || late.limit != limit) {
					t.Errorf("got %v, want the limit's error: %t", err, test.fails)
				}
				if open := transport.open.Load(); open != 0 {
					t.Errorf("%d bodies were left open", open)
				}
			})
		})
	}
}
