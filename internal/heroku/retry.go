package heroku

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// Without a word from Heroku, the first wait is between half and all of firstWait, and each further one twice as
// long, up to longestWait. Heroku gives back about 75 requests a minute, one each 0.8 s.
const (
	firstWait   = 800 * time.Millisecond
	longestWait = 15 * time.Second
)

// retry decides for one request what is tried again, how often, and after how long a wait.
type retry struct {
	log     *slog.Logger
	max     int
	retries int
	wait    time.Duration
}

// client returns a client that sends by way of sender and tries again as r says.
func (r *retry) client(sender *http.Client) *retryablehttp.Client {
	return &retryablehttp.Client{
		HTTPClient:   sender,
		RetryMax:     r.max,
		CheckRetry:   r.check,
		Backoff:      func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return r.wait },
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
}

// check is a [retryablehttp.CheckRetry]. It is asked of each answer or failure to get one, and once more after an
// answer's body was read, with the failure to read it if there was one.
func (r *retry) check(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	if r.retries == r.max || !isPassing(ctx, resp, err) {
		return false, err
	}
	wait := jittered(r.retries)
	if resp != nil {
		wait = max(wait, retryAfter(resp, time.Now()))
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < wait {
		return false, err
	}
	reason := "the connection failed"
	if err == nil {
		reason = resp.Status
	}
	r.retries++
	r.wait = wait
	r.log.InfoContext(ctx, "waiting before the next try",
		"reason", reason, "wait", wait.Round(time.Millisecond).String(), "retry", r.retries, "of", r.max)
	return true, nil
}

// isPassing tells whether a failure is likely to pass: a status that says so, or a broken connection. Answers that
// were read and refused, and connections that were refused for a lasting reason such as a certificate, are not.
func isPassing(ctx context.Context, resp *http.Response, err error) bool {
	if err == nil {
		switch resp.StatusCode {
		case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
			http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
		return false
	}
	incomplete, scope := (*IncompleteError)(nil), (*ScopeError)(nil)
	if errors.As(err, &incomplete) || errors.As(err, &scope) {
		return false
	}
	again, _ := retryablehttp.ErrorPropagatedRetryPolicy(ctx, nil, err)
	return again
}

// jittered returns the wait before the next try when there were so many retries already.
func jittered(retries int) time.Duration {
	wait := min(longestWait, firstWait<<min(retries, 10))
	return wait/2 + rand.N(wait/2) //nolint:gosec // A wait needs no secrecy.
}

// retryAfter returns how long an answer asks to wait, or zero if it does not say. Heroku documents no such header; two
// usual ones are understood in case they come: Retry-After (RFC 9110, section 10.2.3: seconds or a date), and after a
// 429 RateLimit-Reset, in seconds or as Unix time.
func retryAfter(resp *http.Response, now time.Time) time.Duration {
	switch resp.StatusCode {
	case http.StatusTooManyRequests:
		return cmp.Or(waitFrom(resp.Header.Get("Retry-After"), now), waitFrom(resp.Header.Get("RateLimit-Reset"), now))
	case http.StatusServiceUnavailable:
		return waitFrom(resp.Header.Get("Retry-After"), now)
	}
	return 0
}

// waitFrom reads seconds, Unix time or an HTTP date as the time to wait from now on, and anything else as zero.
func waitFrom(value string, now time.Time) time.Duration {
	const longest = math.MaxInt64 / int64(time.Second)
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now))
	}
	seconds, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return 0
	}
	if seconds >= 1e8 { // As a span it would be more than three years.
		seconds -= now.Unix()
	}
	return time.Duration(min(max(0, seconds), longest)) * time.Second
}
