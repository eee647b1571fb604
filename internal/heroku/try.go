package heroku

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

// request is a request to the API.
type request struct {
	method  string // GET if empty
	path    string
	byRange string // for the Range header, if any
}

func (r request) String() string { return cmp.Or(r.method, http.MethodGet) + " " + r.path }

// head is a response's status and header, with the request and the token.
type head struct {
	request request
	token   *oauth2.Token
	status  int
	header  http.Header
}

// shown makes a string of the response safe to show, since it could repeat the token.
func (h head) shown(text string) string {
	if h.token == nil {
		return redact.Text(text)
	}
	return redact.Text(text, h.token.AccessToken)
}

// requestID returns Heroku's id of the request, or several, separated by commas.
func (h head) requestID() string { return h.shown(h.header.Get("Request-Id")) }

// scope returns the OAuth scopes of the token, separated by spaces, or an empty string if the
// response names none.
func (h head) scope() string { return h.shown(strings.Join(h.header.Values("Oauth-Scope"), " ")) }

// nextRange returns the range of the next page, or an empty string after the last.
func (h head) nextRange() string { return h.header.Get("Next-Range") }

// response is a decoded response of the API.
type response[T any] struct {
	head

	value T
}

// passing are the HTTP statuses of transient failures.
var passing = []int{
	http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
	http.StatusServiceUnavailable, http.StatusGatewayTimeout,
}

// timeoutError reports that a try exceeded its time limit.
type timeoutError struct{ limit time.Duration }

func (e timeoutError) Error() string {
	return fmt.Sprintf("the response was not complete after %s, the limit for one request", e.limit)
}

// Timeout returns true, for [net.Error].
func (e timeoutError) Timeout() bool { return true }

// try sends a request once. It returns the whole response, or an error, which is a [*transient] if
// a retry may succeed. It returns the head of the response in both cases.
func try[T any](ctx context.Context, c *Client, what request, decode func([]byte) (T, error)) (got response[T], err error) {
	got.request = what
	if got.token, err = c.config.Tokens.Token(ctx); err != nil {
		return got, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer time.AfterFunc(c.config.RequestTimeout, func() { cancel(timeoutError{c.config.RequestTimeout}) }).Stop()
	link := &link{ctx: ctx, cancel: cancel, token: got.token.AccessToken}

	req, err := c.newRequest(httptrace.WithClientTrace(ctx, link.trace()), what, got.token)
	if err != nil {
		return got, err
	}
	resp, err := c.config.Transport.RoundTrip(req)
	if err != nil {
		return got, link.failure(err)
	}
	defer resp.Body.Close()
	link.body, got.status, got.header = resp.Body, resp.StatusCode, resp.Header
	c.config.Logger.DebugContext(ctx, "Heroku responded", "path", what.path, "status", got.status, "request_id", got.requestID(),
		"remaining", got.shown(got.header.Get("RateLimit-Remaining")), "connections", link.connections)

	buffer := buffers.Get().(*bytes.Buffer) //nolint:forcetypeassert // The pool holds nothing else.
	defer buffers.Put(buffer)
	if got.status != http.StatusOK && got.status != http.StatusPartialContent {
		body, _ := readBody(buffer, got.header, link, maxErrorBytes) // Without a body, the status is all there is to report.
		refused := newError(got.head, body)
		if slices.Contains(passing, got.status) {
			return got, &transient{error: refused, reason: fmt.Sprint(got.status, " ", http.StatusText(got.status)), limits: got.limits()}
		}
		return got, refused
	}
	body, err := readBody(buffer, got.header, link, maxPageBytes)
	if err == nil {
		got.value, err = decode(body)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return got, &transient{error: err, reason: "the response ended early"}
	}
	return got, err
}

func (c *Client) newRequest(ctx context.Context, what request, token *oauth2.Token) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, what.method, c.config.BaseURL.String()+what.path, http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/vnd.heroku+json; version=3")
	req.Header.Set("Accept-Encoding", "gzip") // net/http does not request gzip together with a Range.
	req.Header.Set("Authorization", "Bearer "+token.AccessToken)
	req.Header.Set("User-Agent", c.config.UserAgent)
	if what.byRange != "" {
		req.Header.Set("Range", what.byRange)
	}
	return req, nil
}
