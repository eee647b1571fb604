package heroku

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// retry decides for one request what is tried again, how often, and after how long a wait.
type retry struct {
	log     *slog.Logger
	max     int
	random  func(time.Duration) time.Duration
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
	wait := jittered(r.retries, r.random)
	if resp != nil {
		wait = max(wait, askedWait(resp))
	}
	if !fits(ctx, wait) {
		return false, err
	}
	r.retries++
	r.wait = wait
	r.log.InfoContext(ctx, "waiting before the next try",
		"reason", reason(resp, err), "wait", wait.Round(time.Millisecond).String(), "retry", r.retries, "of", r.max)
	return true, nil
}

// reason says in words of its own why a request is tried again.
func reason(resp *http.Response, err error) string {
	late := timeoutError{}
	switch {
	case err == nil:
		return fmt.Sprint(resp.StatusCode, " ", http.StatusText(resp.StatusCode))
	case errors.As(err, &late):
		return late.Error()
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the answer ended early"
	default:
		return "the connection failed"
	}
}

// isPassing tells whether a failure is likely to pass: a status that says so, or a broken connection. Answers that
// were read and refused are not, nor are connections that were refused for a lasting reason, such as a certificate.
func isPassing(ctx context.Context, resp *http.Response, err error) bool {
	if err == nil {
		switch resp.StatusCode {
		case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
			http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
		return false
	}
	incomplete, malformed, limited, scope := (*IncompleteError)(nil), (*malformedError)(nil), (*RateLimitError)(nil), (*ScopeError)(nil)
	if errors.As(err, &incomplete) || errors.As(err, &malformed) || errors.As(err, &limited) || errors.As(err, &scope) {
		return false
	}
	// TLS tells the alerts that end a handshake apart by the operation alone.
	if alert := (*net.OpError)(nil); errors.As(err, &alert) && (alert.Op == "remote error" || alert.Op == "local error") {
		return false
	}
	if errors.Is(err, web.ErrProxy) || errors.Is(err, http.ErrSchemeMismatch) {
		return false
	}
	again, _ := retryablehttp.ErrorPropagatedRetryPolicy(ctx, nil, err)
	return again
}
