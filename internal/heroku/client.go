// Package heroku reads from Heroku's Platform API (https://devcenter.heroku.com/articles/platform-api-reference).
// It sends nothing but GET requests, and gives a complete answer or an error.
package heroku

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// Config says where a [Client] sends its requests, as whom, and what bounds them.
type Config struct {
	// BaseURL is the API's address, from [ParseBaseURL].
	BaseURL *url.URL
	// Tokens gives the access token of each request.
	Tokens TokenSource
	// UserAgent names the program that asks.
	UserAgent string
	// MaxRetries is how often a request is tried again after its first try.
	MaxRetries int
	// RequestTimeout bounds one exchange, from connecting to the last byte of the body.
	RequestTimeout time.Duration
	// RequireReadOnly refuses a token that may do more than read.
	RequireReadOnly bool
	// Logger is told of each answer and each wait. It gets no token, no header and no body.
	Logger *slog.Logger
}

// TokenSource gives access tokens to requests. Both methods may be called by several goroutines at once, and return with
// the context's error when it ends.
type TokenSource interface {
	// Token returns a token that is not about to expire.
	Token(ctx context.Context) (*oauth2.Token, error)
	// Renew returns a token in the place of one that the API refused. It is the same one where there is no other.
	Renew(ctx context.Context, refused *oauth2.Token) (*oauth2.Token, error)
}

// Client reads from the Platform API of one account. It may be used by several goroutines at once.
type Client struct {
	config Config
	http   *http.Client
	random func(time.Duration) time.Duration // a span below the given one, by chance
	// readOnly is the last token that Heroku has shown to be only for reading.
	readOnly atomic.Pointer[string]
	sharing  sharing
}

// NewClient returns a client. It sends nothing until it is asked to.
func NewClient(config Config) *Client {
	exchange := web.NewClient(0)
	exchange.Transport = &exchanges{exchange.Transport, config.RequestTimeout}
	client := &Client{config: config, http: exchange, random: rand.N[time.Duration]}
	client.sharing = sharing{client: client, gather: gatherTime, latest: map[Scope]*shared{}}
	return client
}

// get asks for path, in the given range unless that is empty, and hands a 200 or 206 answer to read. What fails for a
// passing reason is tried again, read included, so read must be ready to start over. A token that is refused is renewed
// once.
//
// The error is the context's if that has ended, that of the token source, an [*Error] if the API answered anything
// else, read's own error, or the connection's.
func (c *Client) get(ctx context.Context, path, byRange string, read func(*http.Response) error) error {
	token, err := c.config.Tokens.Token(ctx)
	if err != nil {
		return err
	}
	err = c.send(ctx, request{path: path, byRange: byRange}, token, read)
	if refused := (*Error)(nil); !errors.As(err, &refused) || refused.Status != http.StatusUnauthorized {
		return err
	}
	renewed, failed := c.config.Tokens.Renew(ctx, token)
	if failed != nil {
		return failed
	}
	if renewed.AccessToken == token.AccessToken {
		return err
	}
	return c.send(ctx, request{path: path, byRange: byRange}, renewed, read)
}

// request is what a client asks for.
type request struct {
	method  string // GET if empty
	path    string
	byRange string
}

// send is get with one token.
func (c *Client) send(ctx context.Context, what request, token *oauth2.Token, read func(*http.Response) error) error {
	req, err := retryablehttp.NewRequestWithContext(ctx, cmp.Or(what.method, http.MethodGet), c.config.BaseURL.String()+what.path, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/vnd.heroku+json; version=3")
	req.Header.Set("Authorization", "Bearer "+token.AccessToken)
	req.Header.Set("User-Agent", c.config.UserAgent)
	if what.byRange != "" {
		req.Header.Set("Range", what.byRange)
	}
	req.SetResponseHandler(func(resp *http.Response) error {
		c.config.Logger.DebugContext(ctx, "Heroku answered",
			"path", what.path, "status", resp.StatusCode, "request_id", requestID(resp), "remaining", shown(resp, resp.Header.Get("RateLimit-Remaining")))
		if !isSuccess(resp) {
			return nil
		}
		return read(resp)
	})

	retry := retry{log: c.config.Logger.With("path", what.path), max: c.config.MaxRetries, random: c.random}
	resp, err := retry.client(c.http).Do(req)
	if resp != nil {
		defer resp.Body.Close()
	}
	failed := (*url.Error)(nil)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &failed):
		return &connectionError{failed.Err, token.AccessToken} // Without the address.
	case err != nil:
		return err
	case isSuccess(resp):
		return nil
	}
	refused := newError(resp, what.path, retry.retries)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return refused
}

// isSuccess tells the two statuses of a list, whole and partial.
func isSuccess(resp *http.Response) bool {
	return resp.StatusCode == http.StatusOK || resp.StatusCode == http.StatusPartialContent
}
