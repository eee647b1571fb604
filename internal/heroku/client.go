// Package heroku is a client of Heroku's Platform API
// (https://devcenter.heroku.com/articles/platform-api-reference). It lists every app or returns an
// error, and sends only GET requests, but for [Client.Revoke].
//
// A listing is one straight line: [Client.Apps] shares a listing with reads of the same time
// (sharing.go), a listing fetches pages until there is no next (listing.go), a fetch repeats tries
// until the page is there or the failure is final (fetch.go), and a try is one request (try.go).
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

const (
	// DefaultBaseURL is the address of Heroku's Platform API.
	DefaultBaseURL  = "https://api.heroku.com"
	BaseURLVariable = "HEROKU_API_URL" // the environment variable with another address
)

// ParseBaseURL parses the address of a Platform API, with the conditions and the errors of
// [web.ParseAddress].
func ParseBaseURL(address string) (*url.URL, error) {
	base, err := web.ParseAddress(address, DefaultBaseURL)
	if err != nil {
		return nil, err
	}
	base.Path, base.RawPath = strings.TrimRight(base.Path, "/"), ""
	return base, nil
}

// Config says where a [Client] sends its requests, as whom, and what bounds them.
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
	// RequireReadOnly rejects a token that may do more than read.
	RequireReadOnly bool
	// Logger gets each response and each backoff, but no token, no header and no body.
	Logger *slog.Logger
	// Transport sends the requests. By default it is [web.NewTransport].
	Transport http.RoundTripper
}

// TokenSource provides access tokens. Both methods may be called by several goroutines at once, and
// return the cause of the context's end when it ends.
type TokenSource interface {
	// Token returns a token that is not about to expire.
	Token(ctx context.Context) (*oauth2.Token, error)
	// Renew returns a token in place of one that the API rejected: the same one if there is no
	// other.
	Renew(ctx context.Context, rejected *oauth2.Token) (*oauth2.Token, error)
}

// Client is a client of the Platform API for one account. It may be used by several goroutines at
// once.
type Client struct {
	config Config
	random func(time.Duration) time.Duration // returns a random span below the given one
	gather time.Duration                     // how long a listing waits for more reads

	listings sync.Map               // of [*listings] by [Collection]
	readOnly atomic.Pointer[string] // the last token that Heroku showed to be read-only
}

// NewClient returns a client. It sends nothing.
func NewClient(config Config) *Client {
	if config.Transport == nil {
		config.Transport = web.NewTransport()
	}
	return &Client{config: config, random: rand.N[time.Duration], gather: gatherTime}
}
