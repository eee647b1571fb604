package heroku

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// exchanges is a transport that bounds each exchange, from connecting to the last byte of the body. Unlike
// [http.Client.Timeout], it can leave out the time that an answer waits to be read: see [hold].
type exchanges struct {
	transport http.RoundTripper
	limit     time.Duration
}

// timeoutError says that an exchange took longer than it may.
type timeoutError struct{ limit time.Duration }

func (e timeoutError) Error() string {
	return fmt.Sprintf("the answer was not complete after %s, the limit for one request", e.limit)
}

// RoundTrip implements [http.RoundTripper].
func (e *exchanges) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(req.Context())
	body := &exchangeBody{ctx: ctx, cancel: cancel, end: time.Now().Add(e.limit)}
	body.timer = time.AfterFunc(e.limit, func() { cancel(timeoutError{e.limit}) })
	resp, err := e.transport.RoundTrip(req.WithContext(ctx))
	if err != nil {
		err = body.failure(err)
		body.stop()
		return nil, err
	}
	resp.Header.Del("Location") // Nobody follows it, and http.Client would fail on one that is no address.
	body.ReadCloser, resp.Body = resp.Body, body
	return resp, nil
}

// exchangeBody is the body of an answer, with what ends its exchange.
type exchangeBody struct {
	io.ReadCloser
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	end    time.Time // when the timer fires
}

// Read reads until the exchange takes too long.
func (b *exchangeBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // That is how a body ends.
		err = b.failure(err)
	}
	return n, err
}

// Close ends the exchange.
func (b *exchangeBody) Close() error {
	b.stop()
	return b.ReadCloser.Close()
}

func (b *exchangeBody) stop() {
	b.timer.Stop()
	b.cancel(nil)
}

// failure returns the error that the exchange failed with: it says so where that took too long, and where the headers
// were larger than they may be, which net/http tells by its words alone.
func (b *exchangeBody) failure(err error) error {
	if late := (timeoutError{}); errors.As(context.Cause(b.ctx), &late) {
		return late
	}
	for _, words := range []string{"response headers exceeded", "response header list larger"} {
		if strings.Contains(err.Error(), words) {
			return &malformedError{fmt.Sprintf("its headers are larger than %d KiB", web.MaxHeaderBytes>>10)}
		}
	}
	return err
}

// hold lets the clock of an answer's exchange stand still until resume is called.
func hold(resp *http.Response) (resume func()) {
	body, bounded := resp.Body.(*exchangeBody)
	if !bounded || !body.timer.Stop() {
		return func() {}
	}
	left := time.Until(body.end)
	return func() {
		body.end = time.Now().Add(left)
		body.timer.Reset(left)
	}
}
