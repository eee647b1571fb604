package auth

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// longestDelay bounds the delay that the token endpoint may request before a retry, if no deadline
// does.
const longestDelay = time.Minute

// tokenRequest is a request for tokens.
type tokenRequest struct {
	client Client
	// name is what messages call the request, which never repeat the secrets in it.
	name    string
	secrets []string
	// singleUse says that the endpoint accepts the request only once.
	singleUse bool
	// send sends the request once. Its context holds the HTTP client.
	send func(ctx context.Context) (*oauth2.Token, error)
}

// request sends a request until the endpoint returns tokens. It retries transient failures, but
// starts no further try once ctx has ended. The error is the context's or an [*Error].
func (c Config) request(ctx context.Context, what tokenRequest) (*oauth2.Token, error) {
	try := func() (*oauth2.Token, error) {
		if ctx.Err() != nil {
			return nil, backoff.Permanent(context.Cause(ctx))
		}
		return c.try(ctx, what)
	}
	token, err := backoff.Retry(ctx, try, backoff.WithMaxTries(uint(max(0, c.MaxRetries)+1)), backoff.WithMaxElapsedTime(0),
		backoff.WithNotify(func(err error, delay time.Duration) {
			c.Logger.InfoContext(ctx, "retrying the token endpoint", "reason", err.Error(), "delay", delay.Round(time.Millisecond).String())
		}))
	if failed, ok := errors.AsType[*Error](err); ok { // backoff has wrapped the error.
		return nil, failed
	}
	if err != nil && ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return token, err
}

// try sends a request once. Its error is permanent unless a retry may help.
func (c Config) try(ctx context.Context, what tokenRequest) (*oauth2.Token, error) {
	http := c.http()
	defer http.CloseIdleConnections()
	token, err := what.send(context.WithValue(ctx, oauth2.HTTPClient, http))
	if err == nil {
		return token, nil
	}
	failed := what.client.failure(err, what.name, what.secrets...)
	delay, retry := retryDelay(err, time.Now())
	switch {
	case !retry || what.singleUse && !isUnhandled(err) || delay > patience(ctx):
		return nil, backoff.Permanent(failed)
	case delay > 0:
		return nil, errors.Join(failed, &backoff.RetryAfterError{Duration: delay})
	}
	return nil, failed
}

// patience returns the longest delay that the endpoint may request before a retry.
func patience(ctx context.Context) time.Duration {
	if deadline, limited := ctx.Deadline(); limited {
		return time.Until(deadline)
	}
	return longestDelay
}

// transientStatuses are the statuses after which a retry may help.
var transientStatuses = []int{
	http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
	http.StatusServiceUnavailable, http.StatusGatewayTimeout,
}

// retryDelay reports whether to retry a failed request, and returns the delay that the endpoint
// requests, if any.
func retryDelay(err error, now time.Time) (delay time.Duration, retry bool) {
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return retryAfter(refused.Response.Header.Get("Retry-After"), now), slices.Contains(transientStatuses, refused.Response.StatusCode)
	}
	if proxy, ok := errors.AsType[*web.ProxyError](err); ok {
		return 0, slices.Contains(transientStatuses, proxy.Status)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, true
	}
	if lookup, ok := errors.AsType[*net.DNSError](err); ok {
		return 0, !lookup.IsNotFound
	}
	if failed, ok := errors.AsType[net.Error](err); ok && failed.Timeout() {
		return 0, true
	}
	failed, ok := errors.AsType[*net.OpError](err)
	if ok && failed.Op == "proxyconnect" {
		return retryDelay(failed.Err, now)
	}
	return 0, ok && slices.Contains([]string{"dial", "read", "write"}, failed.Op) // And not a TLS alert.
}

// isUnhandled reports whether the endpoint did nothing with a failed request: there was no
// connection to the endpoint or the proxy, or the endpoint responded that it is too busy.
func isUnhandled(err error) bool {
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return refused.Response.StatusCode == http.StatusTooManyRequests || refused.Response.StatusCode == http.StatusServiceUnavailable
	}
	if _, ok := errors.AsType[*web.ProxyError](err); ok {
		return true
	}
	failed, ok := errors.AsType[*net.OpError](err)
	return ok && (failed.Op == "dial" || failed.Op == "proxyconnect")
}

// retryAfter returns the delay of a Retry-After header (RFC 9110, section 10.2.3), or zero if there
// is none.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(header); err == nil {
		return time.Duration(max(0, min(seconds, 1<<20))) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
