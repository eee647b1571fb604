package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// get requests a page from the handler, with a client that has a short timeout.
func get(t *testing.T, handler http.HandlerFunc) (*http.Response, error) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	client := web.NewClient(200 * time.Millisecond)
	t.Cleanup(client.CloseIdleConnections)
	resp, err := client.Do(req)
	if err == nil {
		t.Cleanup(func() { _ = resp.Body.Close() })
	}
	return resp, err
}

func TestNewClient_timeout(t *testing.T) {
	if _, err := get(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }); err == nil {
		t.Error("got a response from a server that sends none")
	}
}

func TestNewClient_followsNoRedirect(t *testing.T) {
	resp, err := get(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			t.Error("the redirect was followed")
		}
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	if err != nil || resp.StatusCode != http.StatusTemporaryRedirect {
		t.Errorf("got %v, want the redirect as the response", err)
	}
}
