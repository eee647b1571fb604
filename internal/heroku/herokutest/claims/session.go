package claims

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

// maxRequests is how many requests one run can take from the account's rate limit. At most
// listingRequests of these compare the listings.
const (
	maxRequests     = 40
	listingRequests = 10
)

const (
	version3 = "application/vnd.heroku+json; version=3"
	idPages  = "id ..; max=1000"
)

// request is the request of a claim. Every request is a GET.
type request struct {
	path      string
	byRange   string
	accept    string // version3 if empty
	encoding  string // identity if empty
	noneMatch string
	token     string // the account's if empty, none if noToken
}

const noToken = "none"

// exchange is a request and the response to it.
type exchange struct {
	request request
	status  int
	proto   string
	header  http.Header
	body    []byte // decompressed
}

// element has the attributes of a list's element that the claims check.
type element struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	UpdatedAt string    `json:"updated_at"`
	Team      *struct{} `json:"team"`
}

// elements decodes the body, which must be a list.
func (e *exchange) elements() (list []element, err error) {
	if err := json.Unmarshal(e.body, &list); err != nil {
		return nil, fmt.Errorf("the body is not a list: %d %w", e.status, err)
	}
	return list, nil
}

var (
	errBudget   = errors.New("the account has too many apps for so few requests")
	errRepeated = errors.New("the same request was made before")
)

// session sends each request once and keeps the exchanges. It is also the transport of the
// provider's own client.
type session struct {
	config Config
	limit  int // the maximum number of requests
	sent   []*exchange
	known  map[request]*exchange
}

// newTransport returns a transport that does not decompress responses. It trusts the certificates
// of the system or of SSL_CERT_FILE.
func newTransport() http.RoundTripper {
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, DisableCompression: true, ForceAttemptHTTP2: true,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
	}
}

// ask returns the response to a request. It sends the request unless another claim has sent it.
func (s *session) ask(ctx context.Context, asked request) (*exchange, error) {
	if known, ok := s.known[asked]; ok {
		return known, nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.config.BaseURL.JoinPath(asked.path).String(), http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("Accept", cmp.Or(asked.accept, version3))
	req.Header.Set("Accept-Encoding", cmp.Or(asked.encoding, "identity"))
	if asked.byRange != "" {
		req.Header.Set("Range", asked.byRange)
	}
	if asked.noneMatch != "" {
		req.Header.Set("If-None-Match", asked.noneMatch)
	}
	if token := cmp.Or(asked.token, s.config.Token); token != noToken {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := s.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	_ = resp.Body.Close()
	return s.known[asked], nil
}

// asked converts an HTTP request to a request.
func (s *session) asked(req *http.Request) request {
	unless := func(usual, value string) string {
		if value == usual {
			return ""
		}
		return value
	}
	token := strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")
	return request{
		path:      strings.TrimPrefix(req.URL.Path, strings.TrimSuffix(s.config.BaseURL.Path, "/")),
		byRange:   req.Header.Get("Range"),
		accept:    unless(version3, req.Header.Get("Accept")),
		encoding:  unless("identity", req.Header.Get("Accept-Encoding")),
		noneMatch: req.Header.Get("If-None-Match"),
		token:     cmp.Or(unless(s.config.Token, token), map[bool]string{token == "": noToken}[true]),
	}
}

// RoundTrip sends a request. It fails if the limit is reached or the request was sent before.
func (s *session) RoundTrip(req *http.Request) (*http.Response, error) {
	asked := s.asked(req)
	switch {
	case req.Method != http.MethodGet:
		return nil, errors.New("only GET is allowed")
	case s.known[asked] != nil:
		return nil, errRepeated
	case len(s.sent) >= s.limit:
		return nil, errBudget
	}
	e := &exchange{request: asked}
	s.sent = append(s.sent, e)
	s.known[asked] = e

	resp, err := s.config.Transport.RoundTrip(req)
	if err != nil {
		delete(s.known, asked)
		return nil, err
	}
	defer resp.Body.Close()
	packed, err := io.ReadAll(io.LimitReader(resp.Body, 64<<20))
	if err != nil {
		return nil, err
	}
	e.status, e.proto, e.header, e.body = resp.StatusCode, resp.Proto, resp.Header.Clone(), packed
	if e.header.Get("Content-Encoding") == "gzip" {
		if e.body, err = unpack(packed); err != nil {
			return nil, err
		}
	}
	resp.Body = io.NopCloser(bytes.NewReader(packed))
	return resp, nil
}

func unpack(packed []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(reader, 64<<20))
}

// Token and Renew make the session the client's source of tokens.

func (s *session) Token(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: s.config.Token}, nil
}

func (s *session) Renew(_ context.Context, rejected *oauth2.Token) (*oauth2.Token, error) {
	return rejected, nil
}

// listing returns what the provider's own client lists.
func (s *session) listing(ctx context.Context) ([]heroku.App, error) {
	client := heroku.NewClient(heroku.Config{
		BaseURL: s.config.BaseURL, Tokens: s, UserAgent: userAgent, RequestTimeout: time.Minute, Transport: s,
		Logger: slog.New(slog.DiscardHandler),
	})
	return client.Apps(ctx, heroku.AllApps)
}

// paging lists the apps with the simplest loop: page after page, until there is no Next-Range. With
// an error, it returns the apps so far.
func (s *session) paging(ctx context.Context) (apps []element, err error) {
	for byRange := idPages; byRange != ""; {
		page, err := s.ask(ctx, request{path: "/apps", byRange: byRange})
		if err != nil {
			return apps, err
		}
		elements, err := page.elements()
		if err != nil {
			return apps, err
		}
		apps = append(apps, elements...)
		byRange = page.header.Get("Next-Range")
	}
	return apps, nil
}
