package herokutest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

const accept = "application/vnd.heroku+json; version=3"

// response is a response of the mock with its whole body.
type response struct {
	status int
	header http.Header
	body   []byte
}

// get requests path with the mock's own token. Each edit changes the request.
func get(t *testing.T, base, path string, edits ...func(*http.Request)) response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", accept)
	req.Header.Set("Authorization", "Bearer "+herokutest.Token)
	for _, edit := range edits {
		edit(req)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response{status: resp.StatusCode, header: resp.Header, body: body}
}

// with returns an edit that sets a header.
func with(name, value string) func(*http.Request) {
	return func(req *http.Request) { req.Header.Set(name, value) }
}

// decode decodes the body as a T.
func decode[T any](t *testing.T, a response) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Fatalf("%d %q: %v", a.status, a.body, err)
	}
	return v
}

// herokuError has every attribute of an error.
type herokuError struct {
	ID, Message, Error, URL, Resource string
}

// element has the attributes by which a list can be ordered.
type element struct {
	ID        string
	Name      string
	UpdatedAt string `json:"updated_at"`
}

// value returns the attribute with the given name.
func (e element) value(field string) string {
	return map[string]string{"id": e.ID, "name": e.Name, "updated_at": e.UpdatedAt}[field]
}
