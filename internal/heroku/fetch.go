package heroku

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// transient is a failure worth a retry. Any other error is final.
type transient struct {
	error

	reason string // for the log: our own words
	limits limits
}

func (t *transient) Unwrap() error { return t.error }

// fetch returns the response to a request. It retries a transient failure while retries are left
// and the backoff ends before the deadline of ctx. It renews a token that the API rejects once.
//
// The error is the cause of ctx's end, an error of the token source or of the connection, an
// [*Error] if the API rejected the request, or an [*IncompleteError] if the response is malformed.
func fetch[T any](ctx context.Context, c *Client, what request, decode func([]byte) (T, error)) (response[T], error) {
	renewed := false
	for retries := 0; ; {
		got, err := try(ctx, c, what, decode)
		if err == nil {
			return got, nil
		}
		if ctx.Err() != nil {
			return got, context.Cause(ctx)
		}
		refused, isRefused := errors.AsType[*Error](err)
		if isRefused {
			refused.Retries = retries
		}
		if isRefused && refused.Status == http.StatusUnauthorized && !renewed {
			token, noToken := c.config.Tokens.Renew(ctx, got.token)
			switch {
			case noToken != nil:
				return got, noToken
			case token.AccessToken == got.token.AccessToken:
				return got, err
			}
			renewed, retries = true, 0
			continue
		}
		if wrong, ok := errors.AsType[malformed](err); ok {
			return got, &IncompleteError{Request: what.String(), RequestID: got.requestID(), Reason: got.shown(string(wrong))}
		}
		failed, ok := errors.AsType[*transient](err)
		if !ok {
			return got, err
		}
		wait, fits := c.delay(ctx, retries, failed.limits, retries == c.config.MaxRetries-1)
		if retries == c.config.MaxRetries || !fits {
			return got, failed.error
		}
		retries++
		c.config.Logger.InfoContext(ctx, "retrying after a backoff", "path", what.path, "reason", failed.reason,
			"wait", wait.Round(time.Millisecond).String(), "retry", retries, "of", c.config.MaxRetries)
		if err := sleep(ctx, wait); err != nil {
			return got, err
		}
	}
}
