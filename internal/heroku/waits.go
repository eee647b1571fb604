package heroku

import (
	"cmp"
	"context"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Without a word from Heroku, the first wait is between half and all of firstWait, and each further one twice as
// long, up to longestWait. Heroku gives back about 75 requests a minute, one each 0.8 s
// (https://devcenter.heroku.com/articles/platform-api-reference#rate-limits).
const (
	firstWait   = 800 * time.Millisecond
	longestWait = 15 * time.Second
)

// furthest is how far off a time may be for it to be believed. An account's requests are all back after an hour, so
// that a later time comes from a clock that is wrong.
const furthest = 2 * time.Hour

// jittered returns the wait before the next try when there were so many retries already. The part of it that is by
// chance comes from random, which is given what it stays below.
func jittered(retries int, random func(time.Duration) time.Duration) time.Duration {
	wait := min(longestWait, firstWait<<min(retries, 10))
	return wait/2 + random(wait/2)
}

// fits tells whether a wait ends before the context does.
func fits(ctx context.Context, wait time.Duration) bool {
	deadline, limited := ctx.Deadline()
	return !limited || wait <= time.Until(deadline)
}

// sleep waits, or returns the context's error as soon as that ends.
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

// isSpent tells whether an answer says that the account has no requests left.
func isSpent(resp *http.Response) bool {
	left, err := strconv.Atoi(strings.TrimSpace(resp.Header.Get("RateLimit-Remaining")))
	return resp.StatusCode == http.StatusTooManyRequests || err == nil && left <= 0
}

// askedWait returns how long an answer asks to wait, or zero if it does not say. Heroku documents no such header; two
// usual ones are understood in case they come: Retry-After (RFC 9110, section 10.2.3: seconds or a date), and where no
// requests are left RateLimit-Reset, in seconds or as Unix time. Times are held against the answer's own clock, its
// Date, since this machine's may be wrong.
func askedWait(resp *http.Response) time.Duration {
	now, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	spent := isSpent(resp)
	var wait time.Duration
	if spent || resp.StatusCode == http.StatusServiceUnavailable {
		wait = waitFrom(resp.Header.Get("Retry-After"), now)
	}
	if spent {
		wait = cmp.Or(wait, waitFrom(resp.Header.Get("RateLimit-Reset"), now))
	}
	return wait
}

// waitFrom reads seconds, Unix time or an HTTP date as the time to wait from now on, and anything else as zero.
func waitFrom(value string, now time.Time) time.Duration {
	at, err := http.ParseTime(value)
	if err != nil {
		seconds, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		switch {
		case err != nil || !(seconds > 0 && seconds < 1e12): // Not a number is neither.
			return 0
		case seconds < 1e8: // As a time it would be in the year 1973 or before.
			return time.Duration(math.Ceil(seconds)) * time.Second
		}
		at = time.Unix(int64(math.Ceil(seconds)), 0)
	}
	if wait := at.Sub(now); wait > 0 && wait <= furthest {
		return wait
	}
	return 0
}
