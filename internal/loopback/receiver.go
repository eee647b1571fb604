// Package loopback receives the authorization code that a browser returns to this computer (RFC
// 8252, section 7.3). Other programs and every open web page can send requests to a loopback
// address. Only the state proves that a request belongs to the sign-in (RFC 6749, section 10.12),
// and no other request changes anything.
package loopback

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

const (
	// readTimeout bounds how long a browser may take to send a request.
	readTimeout = 10 * time.Second
	// maxRequestBytes bounds a request's header and its body, each.
	maxRequestBytes = 64 << 10
)

// ErrAccessDenied reports that the person denied access.
var ErrAccessDenied = errors.New("access denied")

// RefusedError reports that the authorization server did not authorize the client, for a reason
// other than the person's denial.
type RefusedError struct {
	// Text is the server's error code and description, safe to show.
	Text string
}

// Error returns the text.
func (e *RefusedError) Error() string { return e.Text }

// Receiver waits for one authorization code.
type Receiver struct {
	redirect *url.URL
	state    string
	// confirmation is a secret of the page that asks about a denial.
	confirmation string
	server       http.Server
	// ended is true from the first request that ends the sign-in.
	ended   atomic.Bool
	outcome chan outcome
}

// outcome is the result of the sign-in.
type outcome struct {
	code string
	err  error
}

// Listen binds the addresses of a redirect URL, which comes from [ParseURL], and serves them. The
// error is a [*ListenError]. The caller must close the receiver.
func Listen(ctx context.Context, redirect *url.URL) (*Receiver, error) {
	listeners, err := listen(ctx, redirect)
	if err != nil {
		return nil, err
	}
	r := &Receiver{
		redirect: redirect, state: rand.Text(), confirmation: rand.Text(), outcome: make(chan outcome, 1),
	}
	r.server = http.Server{Handler: r, ReadTimeout: readTimeout, MaxHeaderBytes: maxRequestBytes, ErrorLog: log.New(io.Discard, "", 0)}
	for _, listener := range listeners {
		go func(listener net.Listener) { _ = r.server.Serve(listener) }(listener) // Until Close.
	}
	return r, nil
}

// State returns the state to send to the authorization page. It is secret until the browser returns
// it.
func (r *Receiver) State() string { return r.state }

// Wait waits for the authorization code. The error is [ErrAccessDenied], a [*RefusedError] or the
// context's.
func (r *Receiver) Wait(ctx context.Context) (code string, err error) {
	select {
	case outcome := <-r.outcome:
		return outcome.code, outcome.err
	case <-ctx.Done():
	}
	select {
	case outcome := <-r.outcome: // It arrived at the last moment.
		return outcome.code, outcome.err
	default:
		return "", context.Cause(ctx)
	}
}

// Close closes all connections. Wait returns an outcome only after its page was sent.
func (r *Receiver) Close() { _ = r.server.Close() }

// ServeHTTP responds to a browser.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	var shown page
	var ended *outcome
	switch {
	case !r.isHere(req):
		shown = nothingHere
	case req.Method == http.MethodGet:
		shown, ended = r.returned(req.URL.Query())
	case req.Method == http.MethodPost:
		req.Body = http.MaxBytesReader(w, req.Body, maxRequestBytes)
		shown, ended = r.confirmed(req.PostFormValue("confirmation"))
	default:
		shown = nothingHere
	}
	first := ended != nil && r.ended.CompareAndSwap(false, true) // A browser may reload a page.
	r.show(w, shown)
	if first {
		r.outcome <- *ended
	}
}

// isHere reports whether a request is for the redirect URL. A request for another host comes from a
// web page whose host resolves to this computer (DNS rebinding), which could otherwise read the
// confirmation.
func (r *Receiver) isHere(req *http.Request) bool {
	requested := url.URL{Host: req.Host}
	return strings.EqualFold(requested.Hostname(), r.redirect.Hostname()) && req.URL.Path == r.redirect.Path
}

// returned returns the page for a request to the redirect URL, and the outcome if there is one.
//
// Heroku's denial has no state: heroku/identity, its former source, sent only the error. Any web
// page could send such a denial, so it changes nothing by itself. The browser shows a page that
// asks the person. Its button sends the confirmation, which no other page can read or guess.
func (r *Receiver) returned(query url.Values) (page, *outcome) {
	failed, code, state := query.Get("error"), query.Get("code"), query.Get("state")
	proven := r.matches(state, r.state)
	switch {
	case proven && failed == "access_denied":
		return denied, &outcome{err: ErrAccessDenied}
	case proven && failed != "":
		return refused, &outcome{err: &RefusedError{redact.Text(failed + " " + query.Get("error_description"))}}
	case proven && code != "":
		return allowed, &outcome{code: code}
	case state == "" && code == "" && failed == "access_denied":
		ask := askAboutDenial
		ask.Confirmation = r.confirmation
		return ask, nil
	default:
		return foreign, nil
	}
}

// confirmed returns the page and the outcome for the button of the page that asks about a denial.
func (r *Receiver) confirmed(confirmation string) (page, *outcome) {
	if !r.matches(confirmation, r.confirmation) {
		return foreign, nil
	}
	return denied, &outcome{err: ErrAccessDenied}
}

func (r *Receiver) matches(got, secret string) bool {
	return subtle.ConstantTimeCompare([]byte(got), []byte(secret)) == 1
}

// show sends the whole page before it returns.
func (r *Receiver) show(w http.ResponseWriter, shown page) {
	content := shown.render()
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("Connection", "close")
	header.Set("Content-Length", strconv.Itoa(len(content)))
	header.Set("Content-Security-Policy",
		"default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(shown.status)
	_, _ = w.Write(content) //nolint:gosec // html/template escaped it.
	_ = http.NewResponseController(w).Flush()
}
