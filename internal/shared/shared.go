// Package shared lets concurrent callers that need the same result share one call.
package shared

import (
	"context"
	"sync"
	"time"
)

// Calls are the calls of one function, one after another. Callers join the call that is open, and
// at most one is. The zero value is ready for use.
type Calls[T any] struct {
	mu   sync.Mutex
	open *Call[T]      // nil if there is none to join
	last chan struct{} // closed when the last call has ended; nil before the first
}

// Call is a call whose result goes to all callers that joined it.
type Call[T any] struct {
	calls    *Calls[T]
	cancel   context.CancelFunc
	callers  int
	endless  bool      // whether any caller has no deadline
	deadline time.Time // the latest of the callers
	done     chan struct{}
	value    T // valid once done is closed, like err
	err      error
}

// Join joins the open call, or else makes a call of do, which starts when the previous call has
// ended. It reports whether the caller joined a call or must wait for a previous one. The caller
// must call Wait once, with the same context.
//
// The call is open until do returns or calls closing, or the last caller leaves. The context of do
// has the values of the first caller's context and the latest deadline of all callers. It does not
// end at that deadline, but when do returns or no caller is left.
func (c *Calls[T]) Join(ctx context.Context, do func(ctx context.Context, closing func()) (T, error)) (call *Call[T], waits bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	previous := c.last
	waits = previous != nil && !isClosed(previous)
	if call = c.open; call == nil {
		call = &Call[T]{calls: c, done: make(chan struct{})}
		var own context.Context
		own, call.cancel = context.WithCancel(context.WithoutCancel(ctx))
		c.open, c.last = call, call.done
		go func() {
			defer close(call.done)
			defer call.cancel()
			defer call.closing()
			if previous != nil {
				<-previous // Its context has ended if it has no callers, so it ends soon.
			}
			if call.err = own.Err(); call.err != nil {
				return // No caller is left.
			}
			call.value, call.err = do(callContext[T]{own, call}, call.closing) //nolint:contextcheck // It outlives the caller.
		}()
	}
	call.callers++
	deadline, limited := ctx.Deadline()
	call.endless = call.endless || !limited
	if deadline.After(call.deadline) {
		call.deadline = deadline
	}
	return call, waits
}

// Wait returns the result of the call, or the cause of the context's end if that comes first. When
// the last caller leaves early, Wait cancels the call's context.
func (c *Call[T]) Wait(ctx context.Context) (T, error) {
	select {
	case <-c.done:
		return c.value, c.err
	case <-ctx.Done():
		c.leave()
		return *new(T), context.Cause(ctx)
	}
}

func (c *Call[T]) leave() {
	c.calls.mu.Lock()
	defer c.calls.mu.Unlock()
	if c.callers--; c.callers == 0 {
		c.calls.close(c)
		c.cancel()
	}
}

// closing lets the next caller start another call.
func (c *Call[T]) closing() {
	c.calls.mu.Lock()
	defer c.calls.mu.Unlock()
	c.calls.close(c)
}

// close closes the call if it is open. The caller holds mu.
func (c *Calls[T]) close(call *Call[T]) {
	if c.open == call {
		c.open = nil
	}
}

func isClosed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// callContext is the context of a call.
type callContext[T any] struct {
	context.Context

	call *Call[T]
}

// Deadline returns the latest deadline of the callers, if all have one.
func (c callContext[T]) Deadline() (deadline time.Time, limited bool) {
	c.call.calls.mu.Lock()
	defer c.call.calls.mu.Unlock()
	return c.call.deadline, !c.call.endless
}
