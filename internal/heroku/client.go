// Package heroku is a client of Heroku's Platform API
// (https://devcenter.heroku.com/articles/platform-api-reference). It lists every app or returns an
// error. It sends only GET requests, except in [Client.Revoke].
//
// [Client.Apps] shares a listing with concurrent reads (sharing.go). A listing fetches pages until
// none is left (listing.go). A fetch retries until it has the page or the failure is final
// (fetch.go). A try is one request (try.go).
package heroku

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// The address of Heroku's Platform API, and the environment variable that replaces it.
const (
	DefaultBaseURL  = "https://api.heroku.com"
	BaseURLVariable = "HEROKU_API_URL"
)

// ParseBaseURL parses the address of a Platform API. It accepts the same addresses and returns the
// same errors as [web.ParseAddress].
func ParseBaseURL(address string) (*url.URL, error) {
	base, err := web.ParseAddress(address, DefaultBaseURL)
	if err != nil {
		return nil, err
	}
	base.Path, base.RawPath = strings.TrimRight(base.Path, "/"), ""
	return base, nil
}

// Config configures a [Client].
type Config struct {
	// BaseURL is the address of the API, from [ParseBaseURL].
	BaseURL *url.URL
	// Tokens provides the access token of each request.
	Tokens TokenSource
	// UserAgent identifies the program to the API.
	UserAgent string
	// MaxRetries is how many times a request is retried.
	MaxRetries int
	// RequestTimeout bounds each try of a request, from connecting to the end of the body.
	RequestTimeout time.Duration
	// RequireReadOnly makes the client reject a token that may do more than read.
	RequireReadOnly bool
	// Logger logs each response and each backoff, but no token, header or body.
	Logger *slog.Logger
	// Transport sends the requests. By default it is [web.NewTransport].
	Transport http.RoundTripper
}

// TokenSource provides access tokens. Both methods are safe for concurrent use, and return the
// cause of the context's end when it ends.
type TokenSource interface {
	// Token returns a token that is not about to expire.
	Token(ctx context.Context) (*oauth2.Token, error)
	// Renew replaces a token that the API rejected. It returns the same token if there is no
	// other.
	Renew(ctx context.Context, rejected *oauth2.Token) (*oauth2.Token, error)
}

// Client is a client of the Platform API for one account. It is safe for concurrent use.
type Client struct {
	config Config
	random func(time.Duration) time.Duration // returns a random span below the given one
	gather time.Duration                     // how long a listing waits for more reads

	listings sync.Map               // of [*shared.Calls] by [Collection]
	readOnly atomic.Pointer[string] // the last token that Heroku showed to be read-only
}

// NewClient returns a client. It sends nothing.
func NewClient(config Config) *Client {
	if config.Transport == nil {
		config.Transport = web.NewTransport()
	}
	return &Client{config: config, random: rand.N[time.Duration], gather: gatherTime}
}
