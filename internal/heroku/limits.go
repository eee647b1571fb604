package heroku

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The first backoff is between half of firstBackoff and all of it. Each further one is twice as
// long, up to longestBackoff. Heroku adds about 75 requests a minute, one every 0.8 s
// (https://devcenter.heroku.com/articles/platform-api-reference#rate-limits).
const (
	firstBackoff   = 800 * time.Millisecond
	longestBackoff = 15 * time.Second
)

// furthest is the longest delay that the client accepts. Heroku restores all requests of an
// account within an hour, so a longer delay comes from a wrong clock.
const furthest = 2 * time.Hour

// limits are what a response says about when to send the next request. Zero means nothing.
type limits struct {
	earliest time.Duration // Retry-After
	latest   time.Duration // RateLimit-Reset
}

// delay returns the delay before the next retry after so many retries, and reports whether it ends
// before the deadline of ctx. The last retry waits for the rate limit's reset if the deadline
// allows it.
func (c *Client) delay(ctx context.Context, retries int, limits limits, last bool) (wait time.Duration, fits bool) {
	deadline, limited := ctx.Deadline()
	inTime := func(wait time.Duration) bool { return !limited || wait <= time.Until(deadline) }
	backoff := min(longestBackoff, firstBackoff<<min(retries, 10))
	wait = backoff/2 + c.random(backoff/2)
	if limits.latest > 0 && (limits.latest < wait || last && inTime(limits.latest)) {
		wait = limits.latest
	}
	wait = max(wait, limits.earliest)
	return wait, inTime(wait)
}

// sleep waits, or returns the cause of ctx's end as soon as it ends.
func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// remaining returns how many requests the account has left, or nil if the response does not say.
func (h head) remaining() *int {
	requests, err := strconv.Atoi(strings.TrimSpace(h.header.Get("RateLimit-Remaining")))
	if err != nil {
		return nil
	}
	return &requests
}

// isSpent reports whether the account has no requests left.
func (h head) isSpent() bool {
	left := h.remaining()
	return h.status == http.StatusTooManyRequests || left != nil && *left <= 0
}

// limits returns when to send the next request. Heroku documents no header for it, so limits
// understands the two usual ones: Retry-After (RFC 9110, section 10.2.3: seconds or a date) and
// RateLimit-Reset, in seconds or as Unix time. It compares times with the response's Date, because
// this machine's clock may be wrong.
func (h head) limits() (said limits) {
	now, err := http.ParseTime(h.header.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	if h.isSpent() || h.status == http.StatusServiceUnavailable {
		said.earliest = until(h.header.Get("Retry-After"), now)
	}
	if h.isSpent() {
		said.latest = until(h.header.Get("RateLimit-Reset"), now)
	}
	return said
}

// until returns the time until value: seconds, Unix time or an HTTP date. Anything else gives zero.
func until(value string, now time.Time) time.Duration {
	at, err := http.ParseTime(value)
	if err != nil {
		seconds, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		switch {
		case err != nil || !(seconds > 0 && seconds < 1e12): // NaN is neither.
			return 0
		case seconds < 1e8: // As Unix time, it would be 1973 or earlier.
			return time.Duration(math.Ceil(seconds)) * time.Second
		}
		at = time.Unix(int64(math.Ceil(seconds)), 0)
	}
	if wait := at.Sub(now); wait > 0 && wait <= furthest {
		return wait
	}
	return 0
}
