package herokutest

import (
	"context"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
)

// Transport is an [http.RoundTripper] that calls a handler without a connection, for tests with
// very many requests. A handler that panics with [http.ErrAbortHandler] aborts its response.
type Transport struct {
	Handler http.Handler

	open atomic.Int64
}

// Open returns the number of requests that the handler still serves.
func (t *Transport) Open() int { return int(t.open.Load()) }

// RoundTrip returns the handler's response.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(req.Context())
	received := req.Clone(ctx)
	received.RequestURI = req.URL.RequestURI()
	if received.Body == nil {
		received.Body = http.NoBody
	}
	body, sent := io.Pipe()
	context.AfterFunc(ctx, func() { _ = sent.CloseWithError(context.Cause(ctx)) })

	response := &directWriter{header: make(http.Header), sent: sent, begun: make(chan struct{})}
	t.open.Add(1)
	go func() {
		defer t.open.Add(-1)
		response.end(serve(t.Handler, response, received))
	}()
	select {
	case <-response.begun:
	case <-ctx.Done():
	}
	if err := ctx.Err(); err != nil || response.broken {
		cancel()
		if err == nil {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return &http.Response{
		StatusCode: response.status, Status: http.StatusText(response.status), Header: response.first,
		Body: &directBody{body, cancel}, ContentLength: -1, Request: req,
	}, nil
}

// serve calls the handler and reports whether the response is complete.
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
	first  http.Header // the header as sent
}

// Header returns the header to be sent.
func (w *directWriter) Header() http.Header { return w.header }

// WriteHeader sends the header, unless it was sent.
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

// Flush does nothing: every write is sent at once.
func (w *directWriter) Flush() {}

// end ends the response.
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

// Close discards the rest of the response.
func (b *directBody) Close() error {
	b.cancel()
	return b.PipeReader.Close()
}
