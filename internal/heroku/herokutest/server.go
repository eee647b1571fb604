package herokutest

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// Start serves h on a free port of the loopback interface until the test ends, and returns the base
// URL. The test fails if h receives a request other than a GET: the provider must not change
// anything at Heroku.
func Start(tb testing.TB, h *Heroku) string {
	tb.Helper()
	tb.Cleanup(func() {
		for _, r := range h.Requests() {
			if r.Method != http.MethodGet {
				tb.Errorf("Heroku received %s %s; only GET is allowed", r.Method, r.Path)
			}
		}
	})
	return Serve(tb, h)
}

// Serve is like [Start] for any handler, such as an [OAuth], but accepts every method.
func Serve(tb testing.TB, handler http.Handler) string {
	tb.Helper()
	server := httptest.NewServer(handler)
	tb.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}
