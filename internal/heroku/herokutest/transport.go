package herokutest

import (
	"context"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
)

// Transport is a [http.RoundTripper] that hands requests to a handler itself,
// for tests that make more of them than connections could carry. A handler
// that panics with [http.ErrAbortHandler] breaks its answer off.
type Transport struct {
	Handler http.Handler

	open atomic.Int64
}

// Open returns how many requests the handler is still at.
func (t *Transport) Open() int { return int(t.open.Load()) }

// RoundTrip answers by the handler.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(req.Context())
	received := req.Clone(ctx)
	received.RequestURI = req.URL.RequestURI()
	if received.Body == nil {
		received.Body = http.NoBody
	}
	body, sent := io.Pipe()
	context.AfterFunc(ctx, func() { _ = sent.CloseWithError(context.Cause(ctx)) })

	answer := &directWriter{header: make(http.Header), sent: sent, begun: make(chan struct{})}
	t.open.Add(1)
	go func() {
		defer t.open.Add(-1)
		answer.end(serve(t.Handler, answer, received))
	}()
	select {
	case <-answer.begun:
	case <-ctx.Done():
	}
	if err := ctx.Err(); err != nil || answer.broken {
		cancel()
		if err == nil {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return &http.Response{
		StatusCode: answer.status, Status: http.StatusText(answer.status), Header: answer.first,
		Body: &directBody{body, cancel}, ContentLength: -1, Request: req,
	}, nil
}

// serve calls the handler, and reports whether it answered to the end.
func serve(handler http.Handler, w http.ResponseWriter, r *http.Request) (whole bool) {
	defer func() {
		if v := recover(); v != nil && v != http.ErrAbortHandler { //nolint:errorlint // As net/http does it.
			panic(v)
		}
	}()
	handler.ServeHTTP(w, r)
	return true
}

type directWriter struct {
	header http.Header
	sent   *io.PipeWriter

	once   sync.Once
	begun  chan struct{}
	broken bool
	status int
	first  http.Header // the header as it was sent
}

// Header returns the header to be sent.
func (w *directWriter) Header() http.Header { return w.header }

// WriteHeader sends the header, once.
func (w *directWriter) WriteHeader(status int) {
	w.once.Do(func() {
		w.status, w.first = status, w.header.Clone()
		close(w.begun)
	})
}

// Write sends a part of the body.
func (w *directWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.sent.Write(p)
}

// Flush does nothing: all is sent at once.
func (w *directWriter) Flush() {}

// end ends the answer.
func (w *directWriter) end(whole bool) {
	if whole {
		w.WriteHeader(http.StatusOK)
		_ = w.sent.Close()
		return
	}
	w.once.Do(func() {
		w.broken = true
		close(w.begun)
	})
	_ = w.sent.CloseWithError(io.ErrUnexpectedEOF)
}

type directBody struct {
	*io.PipeReader

	cancel context.CancelFunc
}

// Close gives the rest of the answer up.
func (b *directBody) Close() error {
	b.cancel()
	return b.PipeReader.Close()
}
