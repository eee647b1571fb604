package heroku

import (
	"context"
	"sync"
	"time"
)

// gatherTime is how long a listing waits for more reads before it starts. Terraform starts its reads in parallel, but some
// milliseconds apart: without the wait, the first would be listed for alone, and all others after it.
const gatherTime = 10 * time.Millisecond

// sharing lets reads of one scope share listings. A read may share a listing that starts after it, never one that is
// already under way: what was created just before the read, such as an app that a data source depends on, may be missing
// from a page that was sent by then. So at most one listing of a scope runs, and the reads that come meanwhile gather
// for the next one. (In golang.org/x/sync/singleflight they would join the one under way.)
type sharing struct {
	client *Client
	gather time.Duration
	mu     sync.Mutex
	latest map[Scope]*shared // the listing of each scope that gathers reads or, if none does, the one that runs
}

// shared is a listing for every read that joins before it starts.
type shared struct {
	ctx     context.Context // ends when no read is left, and has the values of the first read's, for the log
	cancel  context.CancelFunc
	reads   int
	started bool
	endless bool      // whether a read has no deadline
	until   time.Time // the last deadline of a read
	done    chan struct{}
	apps    []App // valid once done is closed, like err
	err     error
}

// apps returns what a listing that starts from now on gives. The read ends with its context, which does nothing to the
// other reads of the listing; the listing ends with the last of them.
func (s *sharing) apps(ctx context.Context, scope Scope) ([]App, error) {
	listing, waits := s.join(ctx, scope)
	if waits {
		s.client.config.Logger.InfoContext(ctx, "waiting to share a listing of Heroku apps that starts after this read", "path", scope.path)
	}
	select {
	case <-listing.done:
		return listing.apps, listing.err
	case <-ctx.Done():
		s.leave(listing)
		return nil, context.Cause(ctx)
	}
}

// join adds a read to the scope's next listing, and tells whether it found one there, to wait for or to share.
func (s *sharing) join(ctx context.Context, scope Scope) (next *shared, waits bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next = s.latest[scope]
	waits = next != nil
	if next == nil || next.started {
		running := next
		next = &shared{done: make(chan struct{})}
		next.ctx, next.cancel = context.WithCancel(context.WithoutCancel(ctx))
		s.latest[scope] = next
		go s.run(next, running, scope) //nolint:contextcheck // It has a context of its own, which outlives the read's.
	}
	next.reads++
	deadline, ok := ctx.Deadline()
	next.endless = next.endless || !ok
	if deadline.After(next.until) {
		next.until = deadline
	}
	return next, waits
}

// run does the listing once the running one, if any, has ended and more reads had the time to join.
func (s *sharing) run(next, running *shared, scope Scope) {
	defer close(next.done)
	defer next.cancel()
	if running != nil {
		<-running.done
	}
	time.Sleep(s.gather)
	s.mu.Lock()
	next.started = true
	wanted := next.reads > 0
	s.mu.Unlock()

	if wanted {
		next.apps, next.err = s.client.list(boundedContext{next.ctx, next.until, !next.endless}, scope)
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.latest[scope] == next {
		delete(s.latest, scope)
	}
}

// leave takes a read off its listing. The last one ends the listing, and waits for that.
func (s *sharing) leave(listing *shared) {
	s.mu.Lock()
	listing.reads--
	unwanted := listing.started && listing.reads == 0
	s.mu.Unlock()
	if unwanted {
		listing.cancel()
		<-listing.done
	}
}

// boundedContext tells of a deadline, by which waits are planned, and does not end then: each read of a listing ends by
// its own deadline, and with its own error.
type boundedContext struct {
	context.Context
	deadline time.Time
	bounded  bool
}

func (c boundedContext) Deadline() (time.Time, bool) { return c.deadline, c.bounded }
