package heroku

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// read is one read of a test, with its outcome.
type read struct {
	at    time.Duration // when it starts
	limit time.Duration // of the read; zero for none
	scope Collection    // all apps by default

	err     error
	listing int           // the number of the listing that it received
	end     time.Duration // when it ended
}

func (r read) String() string {
	if r.err != nil {
		return fmt.Sprintf("%v at %s", r.err, r.end)
	}
	return fmt.Sprintf("listing %d at %s", r.listing, r.end)
}

// numbered is a transport whose responses take a second each. The response to request number n is a
// list of n apps.
func numbered() *responses {
	transport := &responses{}
	transport.give = []func(*http.Request) (*http.Response, error){func(req *http.Request) (*http.Response, error) {
		transport.mu.Lock()
		number := len(transport.sent)
		transport.mu.Unlock()
		if err := wait(req.Context(), time.Second); err != nil {
			return nil, err
		}
		apps := []string{}
		for id := range number {
			apps = append(apps, fmt.Sprintf(`{"id":"%d","name":"app"}`, id))
		}
		return body(200, strings.NewReader("["+strings.Join(apps, ",")+"]"))(req)
	}}
	return transport
}

// do starts each read at its time and returns the reads with their outcomes.
func do(client *Client, reads []read) []read {
	start := time.Now()
	reads = slices.Clone(reads)
	var all sync.WaitGroup
	for i := range reads {
		all.Go(func() {
			r := &reads[i]
			time.Sleep(r.at)
			ctx := context.Background()
			if r.limit > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, r.limit)
				defer cancel()
			}
			if r.scope == (Collection{}) {
				r.scope = AllApps
			}
			var apps []App
			apps, r.err = client.Apps(ctx, r.scope)
			r.listing, r.end = len(apps), time.Since(start)
		})
	}
	all.Wait()
	return reads
}

// Listings take a second. The wanted texts say which listing each read receives, and when.
func TestSharing(t *testing.T) {
	const second, half, ms = time.Second, time.Second / 2, time.Millisecond
	for name, test := range map[string]struct {
		reads    []read
		want     []string
		listings int
	}{
		"one": {[]read{{}}, []string{"listing 1 at 1s"}, 1},
		"one after the other": {
			[]read{{}, {at: 2 * second}},
			[]string{"listing 1 at 1s", "listing 2 at 3s"}, 2,
		},
		"at the end of the other": {
			[]read{{}, {at: second + ms}},
			[]string{"listing 1 at 1s", "listing 2 at 2.001s"}, 2,
		},
		"does not join a running listing": {
			[]read{{}, {at: ms}},
			[]string{"listing 1 at 1s", "listing 2 at 2s"}, 2,
		},
		"reads during a listing share the next": {
			[]read{{}, {at: ms}, {at: half}, {at: second - ms}},
			[]string{"listing 1 at 1s", "listing 2 at 2s", "listing 2 at 2s", "listing 2 at 2s"}, 2,
		},
		"reads during the next share the one after": {
			[]read{{}, {at: half}, {at: second + ms}, {at: second + half}},
			[]string{"listing 1 at 1s", "listing 2 at 2s", "listing 3 at 3s", "listing 3 at 3s"}, 3,
		},
		"each collection has its own listings": {
			[]read{{}, {at: ms, scope: PersonalApps}, {at: 2 * ms, scope: TeamApps("acme")}, {at: 3 * ms, scope: PersonalApps}},
			[]string{"listing 1 at 1s", "listing 2 at 1.001s", "listing 3 at 1.002s", "listing 4 at 2.001s"}, 4,
		},
		"the only read ends early": {
			[]read{{limit: half}, {at: 2 * second}},
			[]string{"context deadline exceeded at 500ms", "listing 2 at 3s"}, 2,
		},
		"the next does not wait for an abandoned listing": {
			[]read{{limit: half}, {at: ms}},
			[]string{"context deadline exceeded at 500ms", "listing 2 at 1.5s"}, 2,
		},
		"the first of the next ends early": {
			[]read{{}, {at: ms, limit: second + half}, {at: 2 * ms}},
			[]string{"listing 1 at 1s", "context deadline exceeded at 1.501s", "listing 2 at 2s"}, 2,
		},
		"a later read ends early": {
			[]read{{}, {at: ms}, {at: 2 * ms, limit: second + half}},
			[]string{"listing 1 at 1s", "listing 2 at 2s", "context deadline exceeded at 1.502s"}, 2,
		},
		"all of the next end early while they wait": {
			[]read{{}, {at: ms, limit: half}, {at: 2 * ms, limit: half}},
			[]string{"listing 1 at 1s", "context deadline exceeded at 501ms", "context deadline exceeded at 502ms"}, 1,
		},
		"all of the next end early while it runs": {
			[]read{{}, {at: ms, limit: second + half}, {at: 2 * ms, limit: second + half}, {at: second + half}},
			[]string{"listing 1 at 1s", "context deadline exceeded at 1.501s", "context deadline exceeded at 1.502s", "listing 3 at 2.502s"}, 3,
		},
		"a read takes the place of those that ended early": {
			[]read{{}, {at: ms, limit: half}, {at: half + 2*ms}},
			[]string{"listing 1 at 1s", "context deadline exceeded at 501ms", "listing 2 at 2s"}, 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := numbered()
				client := clientOf(transport, io.Discard)
				var got []string
				for _, read := range do(client, test.reads) {
					got = append(got, read.String())
				}
				if !slices.Equal(got, test.want) {
					t.Errorf("got %q, want %q", got, test.want)
				}
				if got := len(transport.sent); got != test.listings {
					t.Errorf("%d listings, want %d", got, test.listings)
				}
				synctest.Wait()
				if open := transport.open.Load(); open != 0 {
					t.Errorf("%d bodies were left open", open)
				}
			})
		})
	}
}

// Reads that arrive shortly after each other share a listing, including the first of them, even if
// the listing had to wait for another one.
func TestSharing_gather(t *testing.T) {
	const ms = time.Millisecond
	synctest.Test(t, func(t *testing.T) {
		client := clientOf(numbered(), io.Discard)
		client.gather = gatherTime
		var got []string
		for _, read := range do(client, []read{{}, {at: 9 * ms}, {at: 11 * ms}, {at: 1019 * ms}, {at: 1021 * ms}}) {
			got = append(got, read.String())
		}
		want := []string{
			"listing 1 at 1.01s", "listing 1 at 1.01s", "listing 2 at 2.02s", "listing 2 at 2.02s", "listing 3 at 3.03s",
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// Each of many reads receives a listing that started after the read, and few listings are enough.
func TestSharing_hundredReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := numbered()
		client := clientOf(transport, io.Discard)
		start := time.Now()
		reads := make([]read, 100)
		for i := range reads {
			reads[i].at = time.Duration(i*i) * time.Millisecond
		}
		for i, read := range do(client, reads) {
			if read.err != nil {
				t.Fatal(read.err)
			}
			if began := transport.sent[read.listing-1].Sub(start); began < read.at {
				t.Errorf("read %d started at %s and received a listing that started at %s", i, read.at, began)
			}
		}
		if got := len(transport.sent); got > 11 {
			t.Errorf("%d listings within ten seconds", got)
		}
		if transport.most != 1 {
			t.Errorf("%d listings at once", transport.most)
		}
	})
}

// An error is for all reads that share the listing. The next read starts a new listing.
func TestSharing_errors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := numbered()
		slow := transport.give[0]
		transport.give = []func(*http.Request) (*http.Response, error){slow, status(403), slow}
		reads := do(clientOf(transport, io.Discard), []read{{}, {at: 1}, {at: 2}, {at: 2 * time.Second}})
		for _, i := range []int{1, 2} {
			if refused, ok := errors.AsType[*Error](reads[i].err); !ok || refused.Status != 403 {
				t.Errorf("read %d: got %v, want status 403", i, reads[i].err)
			}
		}
		if got := reads[3].String(); got != "listing 3 at 3s" {
			t.Errorf("the next read returned %s", got)
		}
	})
}

// The latest deadline of the reads determines whether a retry can wait.
func TestSharing_waitForRetry(t *testing.T) {
	const ms, second = time.Millisecond, time.Second
	for name, test := range map[string]struct {
		limits [2]time.Duration
		want   []string
	}{
		"no read has the time": {
			[2]time.Duration{30 * second, 40 * second},
			[]string{"GET /apps: 429 Too Many Requests at 1s", "GET /apps: 429 Too Many Requests at 1s"},
		},
		"one read has the time": {
			[2]time.Duration{30 * second, 80 * second},
			[]string{"context deadline exceeded at 30.001s", "listing 3 at 1m2s"},
		},
		"one read has no limit": {
			[2]time.Duration{0, 30 * second},
			[]string{"listing 3 at 1m2s", "context deadline exceeded at 30.001s"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := numbered()
				slow := transport.give[0]
				transport.give = []func(*http.Request) (*http.Response, error){slow, status(429, "Retry-After", "60"), slow}
				var got []string
				for _, read := range do(clientOf(transport, io.Discard), []read{{}, {at: ms, limit: test.limits[0]}, {at: ms, limit: test.limits[1]}})[1:] {
					got = append(got, read.String())
				}
				if !slices.Equal(got, test.want) {
					t.Errorf("got %q, want %q", got, test.want)
				}
			})
		})
	}
}

type readNumber struct{}

// readLog records which read each record's context belongs to.
type readLog struct {
	mu    sync.Mutex
	reads []any
}

func (l *readLog) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }
func (l *readLog) WithAttrs([]slog.Attr) slog.Handler               { return l }
func (l *readLog) WithGroup(string) slog.Handler                    { return l }

func (l *readLog) Handle(ctx context.Context, _ slog.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reads = append(l.reads, ctx.Value(readNumber{}))
	return nil
}

// A listing is logged with the context of its first read, even after that read has ended. A wait
// for a listing is logged with the context of the waiting read.
func TestSharing_log(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := clientOf(numbered(), io.Discard)
		log := &readLog{}
		client.config.Logger = slog.New(log)
		var reads sync.WaitGroup
		for number, limit := range []time.Duration{time.Minute, 1500 * time.Millisecond, time.Minute} {
			reads.Go(func() {
				ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), readNumber{}, number), limit)
				defer cancel()
				_, _ = client.Apps(ctx, AllApps)
			})
			synctest.Wait()
		}
		reads.Wait()
		// The waits of reads 1 and 2, then the listings of reads 0 and 1.
		if got, want := slices.Compact(log.reads), []any{1, 2, 0, 1}; !slices.Equal(got, want) {
			t.Errorf("logged with the contexts of the reads %v, want %v", got, want)
		}
	})
}
