package auth_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// grants are the requests to the token endpoint.
var grants = map[string]func(t *testing.T, config auth.Config) error{
	"refresh": func(t *testing.T, config auth.Config) error {
		_, err := refreshing(t, config, "refresh-token").Token(t.Context())
		return err
	},
	"exchange": func(t *testing.T, config auth.Config) error {
		redirect, err := url.Parse(herokutest.RedirectURI)
		if err != nil {
			t.Fatal(err)
		}
		client := auth.Client{ID: herokutest.ClientID, Secret: herokutest.ClientSecret, TokenURL: config.TokenURL}
		login, err := auth.NewLogin(client, "read", redirect, "state")
		if err != nil {
			t.Fatal(err)
		}
		_, err = login.Exchange(t.Context(), config, "code")
		return err
	},
}

// result is how a request ends.
type result struct {
	requests int
	problem  auth.Problem // empty if the request succeeds
}

// transientFault is a fault with the results of both grants, each with two retries.
type transientFault struct {
	fault   herokutest.Fault
	results map[string]result
}

// transientFaults returns faults that may pass. A code works once, so its exchange is retried only
// if the endpoint did nothing with it.
func transientFaults() map[string]transientFault {
	const unavailable, unreachable = auth.EndpointUnavailable, auth.EndpointUnreachable
	fail := func(status int) herokutest.Fault { return herokutest.Fail(status, "", "") }
	of := func(refresh, exchange result) map[string]result {
		return map[string]result{"refresh": refresh, "exchange": exchange}
	}
	return map[string]transientFault{
		"429 once":              {fail(429).First(1), of(result{2, ""}, result{2, ""})},
		"429 with a long delay": {delayed(429, "86400").First(1), of(result{1, unavailable}, result{1, unavailable})},
		"503 once":              {fail(503).First(1), of(result{2, ""}, result{2, ""})},
		"503 always":            {fail(503), of(result{3, unavailable}, result{3, unavailable})},
		"500 once":              {fail(500).First(1), of(result{2, ""}, result{1, unavailable})},
		"502 twice":             {fail(502).First(2), of(result{3, ""}, result{1, unavailable})},
		"504 once":              {fail(504).First(1), of(result{2, ""}, result{1, unavailable})},
		"401":                   {fail(401), of(result{1, auth.GrantRejected}, result{1, auth.GrantRejected})},
		"no response in time":   {herokutest.Stall().First(1), of(result{2, ""}, result{1, unreachable})},
		"connection closed":     {herokutest.Hangup().First(1), of(result{2, ""}, result{1, unreachable})},
		"response cut off":      {herokutest.Cut(20).First(1), of(result{2, ""}, result{1, unreachable})},
		"always cut off":        {herokutest.Cut(20), of(result{3, unreachable}, result{1, unreachable})},
		"503, then cut off": {herokutest.All(fail(503).First(1), herokutest.Cut(20).First(1)),
			of(result{3, ""}, result{2, unreachable})},
	}
}

// delayed returns a fault that asks for a delay before a retry.
func delayed(status int, seconds string) herokutest.Fault {
	return herokutest.All(herokutest.Header(func(header http.Header) { header.Set("Retry-After", seconds) }), herokutest.Fail(status, "", ""))
}

func TestEndpoint_retries(t *testing.T) {
	for grant, request := range grants {
		for name, test := range transientFaults() {
			t.Run(grant+", "+name, func(t *testing.T) {
				mock := herokutest.NewOAuth(herokutest.New())
				mock.Use(respond("new-refresh-token"))
				mock.Use(test.fault)
				want := test.results[grant]
				inMemory(t, mock, func(t *testing.T, config auth.Config) {
					config.MaxRetries = 2
					err := request(t, config)
					switch {
					case want.problem == "" && err != nil:
						t.Error(err)
					case want.problem != "" && problem(t, err) != want.problem:
						t.Errorf("got %v, want the problem %q", err, want.problem)
					}
				})
				if got := len(mock.Requests()); got != want.requests {
					t.Errorf("%d requests, want %d", got, want.requests)
				}
			})
		}
	}
}

func TestEndpoint_retriesAfterTheDelay(t *testing.T) {
	for grant, request := range grants {
		for _, status := range []int{429, 503} {
			t.Run(fmt.Sprint(grant, ", ", status), func(t *testing.T) {
				mock := herokutest.NewOAuth(herokutest.New())
				mock.Use(respond("new-refresh-token"))
				mock.Use(delayed(status, "40").First(1))
				inMemory(t, mock, func(t *testing.T, config auth.Config) {
					config.MaxRetries = 1
					start := time.Now()
					if err := request(t, config); err != nil {
						t.Error(err)
					}
					if waited := time.Since(start); waited != 40*time.Second {
						t.Errorf("the retry came after %s, want 40 s", waited)
					}
				})
				if got := len(mock.Requests()); got != 2 {
					t.Errorf("%d requests, want 2", got)
				}
			})
		}
	}
}

func TestEndpoint_requestTimeout(t *testing.T) {
	for grant, request := range grants {
		for timeout, want := range map[time.Duration]time.Duration{0: 30 * time.Second, 7 * time.Second: 7 * time.Second} {
			t.Run(fmt.Sprint(grant, ", ", timeout), func(t *testing.T) {
				mock := herokutest.NewOAuth(herokutest.New())
				mock.Use(herokutest.Stall())
				inMemory(t, mock, func(t *testing.T, config auth.Config) {
					config.RequestTimeout = timeout
					start := time.Now()
					err := request(t, config)
					if got := problem(t, err); got != auth.EndpointUnreachable {
						t.Errorf("got %v, want the problem %q", err, auth.EndpointUnreachable)
					}
					if took := time.Since(start); took != want {
						t.Errorf("the request ended after %s, want %s", took, want)
					}
				})
			})
		}
	}
}

// bubbles counts the calls of inMemory. Sources with equal settings are shared, so the token endpoint
// of each bubble has an address of its own.
var bubbles atomic.Int32

// inMemory runs a test in a synctest bubble, with a token endpoint that is served in memory. The
// test fails if a goroutine or a connection remains.
func inMemory(t *testing.T, handler http.Handler, test func(t *testing.T, config auth.Config)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		network, stop := herokutest.ServeMemory(handler)
		transport := web.NewTransport()
		transport.DialContext = network.Dial
		config := config(tokenURL(t, fmt.Sprintf("http://127.0.0.1/%d", bubbles.Add(1))))
		config.Transport = transport
		test(t, config)
		synctest.Wait()
		if open := network.Open(); open != 0 {
			t.Errorf("%d connections are left behind", open)
		}
		stop()
	})
}

// How the connection fails determines whether a request is retried, also through a proxy.
func TestRetries(t *testing.T) {
	refused := &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	through := func(err error) error { return &net.OpError{Op: "proxyconnect", Err: err} }
	for name, test := range map[string]struct {
		err               error
		refresh, exchange bool
	}{
		"refused":                         {refused, true, true},
		"refused by the proxy's computer": {through(refused), true, true},
		"proxy is too busy":               {&web.ProxyError{Status: 503}, true, true},
		"proxy forbids":                   {&web.ProxyError{Status: 403}, false, false},
		"temporary DNS failure":           {&net.OpError{Op: "dial", Err: &net.DNSError{IsTemporary: true}}, true, true},
		"no such host":                    {&net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}}, false, false},
		"reset":                           {&net.OpError{Op: "read", Err: syscall.ECONNRESET}, true, false},
		"closed":                          {io.ErrUnexpectedEOF, true, false},
		"timeout":                         {os.ErrDeadlineExceeded, true, false},
		"certificate":                     {&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, false, false},
		"certificate of the proxy":        {through(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}), false, false},
		"TLS alert":                       {&net.OpError{Op: "remote error", Err: tls.AlertError(40)}, false, false},
		"interrupted by the last caller":  {context.Canceled, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			if refresh, exchange := auth.Retries(&url.Error{Op: "Post", Err: test.err}); refresh != test.refresh || exchange != test.exchange {
				t.Errorf("refresh: %t, exchange: %t; want %t, %t", refresh, exchange, test.refresh, test.exchange)
			}
		})
	}
}

// A refused connection is retried. The endpoint starts when the first retry is logged.
func TestEndpoint_refusesConnections(t *testing.T) {
	for name, grant := range grants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := herokutest.NewOAuth(herokutest.New())
			mock.Use(respond("new-refresh-token"))
			listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			config := config(tokenURL(t, "http://"+listener.Addr().String()))
			if err := listener.Close(); err != nil {
				t.Fatal(err)
			}
			config.MaxRetries = 1
			config.Logger = slog.New(slog.NewTextHandler(onWrite(sync.OnceFunc(func() { serveOn(t, listener.Addr(), mock) })), nil))
			if err := grant(t, config); err != nil {
				t.Error(err)
			}
			if got := len(mock.Requests()); got != 1 {
				t.Errorf("%d requests, want one after the refused connection", got)
			}
		})
	}
}

// onWrite is a writer that calls the function.
type onWrite func()

func (f onWrite) Write(p []byte) (int, error) {
	f()
	return len(p), nil
}

// serveOn serves a handler on an address until the test ends.
func serveOn(t *testing.T, address net.Addr, handler http.Handler) {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", address.String())
	if err != nil {
		t.Error(err)
		return
	}
	server := httptest.NewUnstartedServer(handler)
	_ = server.Listener.Close()
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
}
