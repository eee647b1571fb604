package heroku

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// responses is a transport that returns its responses in turn, and then always the last one. It
// records the time of each request.
type responses struct {
	give []func(*http.Request) (*http.Response, error)
	mu   sync.Mutex
	sent []time.Time
	open atomic.Int32 // exchanges that have not ended
	most int32        // the most that were open at once
}

func (a *responses) RoundTrip(req *http.Request) (*http.Response, error) {
	a.mu.Lock()
	a.sent = append(a.sent, time.Now())
	give := a.give[min(len(a.sent), len(a.give))-1]
	a.most = max(a.most, a.open.Add(1))
	a.mu.Unlock()
	resp, err := give(req)
	if err != nil {
		a.open.Add(-1)
		return nil, err
	}
	resp.Body = &countedBody{resp.Body, &a.open}
	return resp, nil
}

type countedBody struct {
	io.ReadCloser
	open *atomic.Int32
}

func (b *countedBody) Close() error {
	b.open.Add(-1)
	return b.ReadCloser.Close()
}

func status(code int, header ...string) func(*http.Request) (*http.Response, error) {
	return body(code, strings.NewReader("[]"), header...)
}

func body(code int, content io.Reader, header ...string) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) {
		resp := &http.Response{
			Status: fmt.Sprintf("%d %s", code, http.StatusText(code)), StatusCode: code,
			Header: http.Header{}, Body: io.NopCloser(content), Request: req,
		}
		for i := 0; i < len(header); i += 2 {
			resp.Header.Set(header[i], header[i+1])
		}
		return resp, nil
	}
}

func failure(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// clientOf returns a client with the transport and four retries, which lists without waiting for
// more reads.
func clientOf(transport http.RoundTripper, log io.Writer) *Client {
	return newTestClient(configOf(transport, log))
}

func configOf(transport http.RoundTripper, log io.Writer) Config {
	return Config{
		BaseURL:        &url.URL{Scheme: "https", Host: "api.heroku.com"},
		Tokens:         FixedToken("token"),
		MaxRetries:     4,
		RequestTimeout: 24 * time.Hour,
		Logger:         slog.New(slog.NewTextHandler(log, nil)),
		Transport:      transport,
	}
}

// list lists all apps from the responses, with four retries and the given timeout.
func list(ctx context.Context, transport *responses, limit time.Duration, log io.Writer) error {
	client := clientOf(transport, log)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	_, err := client.Apps(ctx, AllApps)
	return err
}

func TestRetry(t *testing.T) {
	type roundTrip = func(*http.Request) (*http.Response, error)
	for name, test := range map[string]struct {
		responses []roundTrip
		tries     int
		status    int // of the error; zero for success
	}{
		"success":           {[]roundTrip{status(200)}, 1, 0},
		"429":               {[]roundTrip{status(429), status(200)}, 2, 0},
		"500":               {[]roundTrip{status(500), status(200)}, 2, 0},
		"502":               {[]roundTrip{status(502), status(200)}, 2, 0},
		"503":               {[]roundTrip{status(503), status(200)}, 2, 0},
		"504":               {[]roundTrip{status(504), status(200)}, 2, 0},
		"reset":             {[]roundTrip{failure(reset), status(200)}, 2, 0},
		"four in a row":     {[]roundTrip{status(500), failure(reset), status(503), status(429), status(200)}, 5, 0},
		"body cut":          {[]roundTrip{body(200, io.MultiReader(strings.NewReader("[{"), failingReader{})), status(200)}, 2, 0},
		"JSON cut":          {[]roundTrip{body(200, strings.NewReader(`[{"id":"1"`)), status(200)}, 2, 0},
		"empty body":        {[]roundTrip{body(200, strings.NewReader("")), status(200)}, 2, 0},
		"429 always":        {[]roundTrip{status(429)}, 5, 429},
		"503 always":        {[]roundTrip{status(503)}, 5, 503},
		"501 is final":      {[]roundTrip{status(501)}, 1, 501},
		"505 is final":      {[]roundTrip{status(505)}, 1, 505},
		"400 is final":      {[]roundTrip{status(400)}, 1, 400},
		"401 is final":      {[]roundTrip{status(401)}, 1, 401},
		"403 is final":      {[]roundTrip{status(403)}, 1, 403},
		"404 is final":      {[]roundTrip{status(404)}, 1, 404},
		"redirect is final": {[]roundTrip{status(302, "Location", "https://elsewhere.example")}, 1, 302},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := &responses{give: test.responses}
				err := list(t.Context(), transport, time.Hour, io.Discard)
				if len(transport.sent) != test.tries {
					t.Errorf("%d tries, want %d", len(transport.sent), test.tries)
				}
				if open := transport.open.Load(); open != 0 {
					t.Errorf("%d bodies were left open", open)
				}
				refused, isRefused := errors.AsType[*Error](err)
				switch {
				case test.status == 0 && err != nil:
					t.Errorf("got %v, want success", err)
				case test.status != 0 && (!isRefused || refused.Status != test.status || refused.Retries != test.tries-1):
					t.Errorf("got %v, want status %d after %d retries", err, test.status, test.tries-1)
				}
			})
		})
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, reset }

// reset is the error of a failed connection.
var reset = &net.OpError{Op: "read", Err: syscall.ECONNRESET}

func TestRetry_certificateIsFinal(t *testing.T) {
	untrusted := &tls.CertificateVerificationError{Err: errors.New("signed by nobody")}
	transport := &responses{give: []func(*http.Request) (*http.Response, error){failure(untrusted)}}
	err := list(t.Context(), transport, time.Hour, io.Discard)
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok || len(transport.sent) != 1 {
		t.Errorf("got %v after %d tries, want the certificate's error after one", err, len(transport.sent))
	}
}

func TestRetry_waits(t *testing.T) {
	tests := map[string]struct {
		response  func(*http.Request) (*http.Response, error)
		at, until time.Duration
	}{
		"no header":                         {status(503), 400 * time.Millisecond, 800 * time.Millisecond},
		"Retry-After":                       {status(429, "Retry-After", "30"), 30 * time.Second, 30 * time.Second},
		"Retry-After of a 503":              {status(503, "Retry-After", "30"), 30 * time.Second, 30 * time.Second},
		"Retry-After as a date":             {status(429, "Retry-After", "Sat, 01 Jan 2000 00:01:00 GMT"), time.Minute, time.Minute},
		"Retry-After in the past":           {status(429, "Retry-After", "Fri, 31 Dec 1999 00:00:00 GMT"), 400 * time.Millisecond, 800 * time.Millisecond},
		"RateLimit-Reset is the latest":     {status(429, "RateLimit-Reset", "20"), 400 * time.Millisecond, 800 * time.Millisecond},
		"RateLimit-Reset, Unix":             {status(429, "RateLimit-Reset", "946684820"), 400 * time.Millisecond, 800 * time.Millisecond},
		"RateLimit-Reset of 500":            {status(500, "RateLimit-Reset", "20"), 400 * time.Millisecond, 800 * time.Millisecond},
		"RateLimit-Reset of 500, none left": {status(500, "RateLimit-Reset", "20", "RateLimit-Remaining", "0"), 400 * time.Millisecond, 800 * time.Millisecond},
		"nonsense":                          {status(429, "Retry-After", "soon", "RateLimit-Reset", "-5"), 400 * time.Millisecond, 800 * time.Millisecond},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // The bubble's clock starts at the year 2000.
				transport := &responses{give: []func(*http.Request) (*http.Response, error){test.response, status(200)}}
				var log bytes.Buffer
				if err := list(t.Context(), transport, time.Hour, &log); err != nil {
					t.Fatal(err)
				}
				if waited := transport.sent[1].Sub(transport.sent[0]); waited < test.at || waited > test.until {
					t.Errorf("waited %s, want %s to %s", waited, test.at, test.until)
				}
				if !strings.Contains(log.String(), `level=INFO msg="retrying after a backoff"`) {
					t.Errorf("the wait was not logged:\n%s", &log)
				}
			})
		})
	}
}

func TestRetry_waitThatDoesNotFit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := &responses{give: []func(*http.Request) (*http.Response, error){status(429, "Retry-After", "7200")}}
		start := time.Now()
		err := list(t.Context(), transport, time.Minute, io.Discard)
		refused, ok := errors.AsType[*Error](err)
		if !ok || refused.RetryAfter < time.Hour {
			t.Errorf("got %v, want the 429 with the time to wait", err)
		}
		if waited := time.Since(start); waited != 0 || len(transport.sent) != 1 {
			t.Errorf("waited %s and tried %d times, want an error at once", waited, len(transport.sent))
		}
	})
}

func TestRetry_interrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		transport := &responses{give: []func(*http.Request) (*http.Response, error){status(429, "Retry-After", "30")}}
		start := time.Now()
		if err := list(ctx, transport, time.Hour, io.Discard); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want %v", err, context.Canceled)
		}
		if waited := time.Since(start); waited != time.Second {
			t.Errorf("waited %s after the interruption", waited-time.Second)
		}
	})
}

// The log describes failures in fixed words, since a status line or header may repeat the token.
func TestRetry_saysWhyItWaits(t *testing.T) {
	for want, give := range map[string]func(*http.Request) (*http.Response, error){
		`reason="429 Too Many Requests"`:    status(429),
		`reason="the connection failed"`:    failure(&net.OpError{Op: "read", Err: errors.New("\"the-token\"")}),
		`reason="the response ended early"`: body(200, strings.NewReader("[")),
		`reason="the response was not complete after 1s, the limit for one request"`: func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, context.Cause(req.Context())
		},
	} {
		t.Run(want, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				config := configOf(&responses{give: []func(*http.Request) (*http.Response, error){give, status(200)}}, &log)
				config.RequestTimeout = time.Second
				if _, err := newTestClient(config).Apps(t.Context(), AllApps); err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(log.String(), want) || strings.Contains(log.String(), "the-token") {
					t.Errorf("want %s in the log, and no token:\n%s", want, &log)
				}
			})
		})
	}
}

func TestRetry_lasting(t *testing.T) {
	for name, err := range map[string]error{
		"alert of the other side": &net.OpError{Op: "remote error", Err: errors.New("tls: protocol version not supported")},
		"alert of this side":      &net.OpError{Op: "local error", Err: errors.New("tls: bad record MAC")},
		"no TLS":                  http.ErrSchemeMismatch,
		"proxy":                   &web.ProxyURLError{Variable: "HTTPS_PROXY"},
	} {
		t.Run(name, func(t *testing.T) {
			transport := &responses{give: []func(*http.Request) (*http.Response, error){failure(err)}}
			got := list(t.Context(), transport, time.Hour, io.Discard)
			if !errors.Is(got, err) || len(transport.sent) != 1 {
				t.Errorf("got %v after %d tries, want %v after one", got, len(transport.sent), err)
			}
		})
	}
}

func TestClient_delay(t *testing.T) {
	client := clientOf(nil, io.Discard)
	for retries, most := range map[int]time.Duration{0: firstBackoff, 1: 2 * firstBackoff, 2: 4 * firstBackoff, 5: longestBackoff, 1000: longestBackoff} {
		for range 100 {
			if wait, fits := client.delay(t.Context(), retries, limits{}, false); !fits || wait < most/2 || wait > most {
				t.Fatalf("after %d retries: %s (%t), want %s to %s", retries, wait, fits, most/2, most)
			}
		}
	}
}
