package herokutest

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// Start serves h on a free port of the loopback interface until the end of the
// test, and returns its base URL. The test fails if h received a request other
// than a GET: nothing in this module may change anything at Heroku.
func Start(tb testing.TB, h *Heroku) string {
	tb.Helper()
	server := httptest.NewServer(h)
	tb.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		for _, r := range h.Requests() {
			if r.Method != http.MethodGet {
				tb.Errorf("Heroku received %s %s; only GET is allowed", r.Method, r.Path)
			}
		}
	})
	return server.URL
}
