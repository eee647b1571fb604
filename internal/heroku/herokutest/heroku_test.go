package herokutest_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

func TestToken(t *testing.T) {
	h := herokutest.New(herokutest.Apps(3)...)
	h.Authorize("reader", "read")
	h.Authorize("revoked", "global")
	h.Revoke("revoked")
	base := herokutest.Start(t, h)
	for _, tc := range []struct {
		name, authorization string
		status              int
	}{
		{"the mock's own", "Bearer " + herokutest.Token, 200},
		{"lower case scheme", "bearer " + herokutest.Token, 200},
		{"authorized", "Bearer reader", 200},
		{"revoked", "Bearer revoked", 401},
		{"unknown", "Bearer unknown", 401},
		{"none", "", 401},
		{"empty", "Bearer ", 401},
		{"another scheme", "Digest " + herokutest.Token, 401},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := get(t, base, "/apps", with("Authorization", tc.authorization))
			if a.status != tc.status {
				t.Fatalf("status = %d, want %d", a.status, tc.status)
			}
			want := herokuError{ID: "unauthorized", Message: "Invalid credentials provided."}
			if tc.status == 401 && decode[herokuError](t, a) != want {
				t.Errorf("body = %s, want %+v", a.body, want)
			}
		})
	}
}

func TestVersion(t *testing.T) {
	base := herokutest.Start(t, herokutest.New())
	for _, tc := range []struct {
		name, accept string
		status       int
	}{
		{"3", "application/vnd.heroku+json; version=3", 200},
		{"3 without a space", "application/vnd.heroku+json;version=3", 200},
		{"a variant of 3", "application/vnd.heroku+json; version=3.sdk", 200},
		{"one of several", "text/html, application/vnd.heroku+json; version=3", 200},
		{"2", "application/vnd.heroku+json; version=2", 406},
		{"30", "application/vnd.heroku+json; version=30", 406},
		{"none", "application/vnd.heroku+json", 400},
		{"any JSON", "application/json", 400},
		{"anything", "*/*", 400},
		{"no header", "", 400},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := get(t, base, "/apps", with("Accept", tc.accept))
			if a.status != tc.status {
				t.Fatalf("status = %d, want %d", a.status, tc.status)
			}
			switch tc.status {
			case 406:
				if e := decode[herokuError](t, a); e.ID != "not_acceptable" || e.Message == "" {
					t.Errorf("error = %+v", e)
				}
			case 400:
				if e := decode[herokuError](t, a); e.ID != "missing_version" || e.Error == "" || e.Message != "" {
					t.Errorf("error = %+v, want the text under error", e)
				}
			}
		})
	}
}

func TestScope(t *testing.T) {
	h := herokutest.New(herokutest.Apps(8)...)
	base := herokutest.Start(t, h)
	const apps, account = "global read read-protected write write-protected", "global identity"
	for _, tc := range []struct {
		scope, path string
		status      int
		accepted    string
	}{
		{"global", "/apps", 200, apps},
		{"read", "/apps", 200, apps},
		{"write-protected", "/teams/acme/apps", 200, apps},
		{"identity", "/apps", 403, apps},
		{"identity", "/users/~/apps", 403, apps},
		{"identity", "/teams/acme/apps", 403, apps},
		{"identity", "/account", 200, account},
		{"global", "/account", 200, account},
		{"read", "/account", 403, account},
		{"read identity", "/account", 200, account},
		{"read identity", "/apps", 200, apps},
	} {
		t.Run(tc.scope+" "+tc.path, func(t *testing.T) {
			h.Authorize("token", tc.scope)
			a := get(t, base, tc.path, with("Authorization", "Bearer token"))
			if a.status != tc.status {
				t.Errorf("status = %d, want %d", a.status, tc.status)
			}
			if got := a.header.Get("Oauth-Scope"); got != tc.scope {
				t.Errorf("Oauth-Scope = %q, want %q", got, tc.scope)
			}
			if got := a.header.Get("Oauth-Scope-Accepted"); got != tc.accepted {
				t.Errorf("Oauth-Scope-Accepted = %q, want %q", got, tc.accepted)
			}
			if tc.status == 403 && decode[herokuError](t, a).ID != "forbidden" {
				t.Errorf("body = %s, want forbidden", a.body)
			}
		})
	}
}

func TestNotFound(t *testing.T) {
	base := herokutest.Start(t, herokutest.New(herokutest.Apps(8)...))
	for path, resource := range map[string]string{
		"/teams/unknown/apps": "team",
		"/teams/unknown":      "team",
		"/teams/acme/spaces":  "",
		"/nothing":            "",
		"/apps/":              "",
		"/users/nobody/apps":  "user",
		"/apps/nothing":       "app",
	} {
		a := get(t, base, path)
		if e := decode[herokuError](t, a); a.status != 404 || e.ID != "not_found" || e.Message == "" || e.Resource != resource {
			t.Errorf("GET %s: %d %+v, want not_found of %q", path, a.status, e, resource)
		}
	}
}

// TestForeignTeam requests a team that the account does not belong to.
func TestForeignTeam(t *testing.T) {
	h := herokutest.New(herokutest.Apps(8)...)
	h.AddForeignTeam("theirs")
	base := herokutest.Start(t, h)
	for _, path := range []string{"/teams/theirs", "/teams/theirs/apps", "/teams/theirs/members"} {
		a := get(t, base, path)
		want := herokuError{ID: "forbidden", Error: "You do not have access to the team theirs."}
		if got := decode[herokuError](t, a); a.status != 403 || got != want {
			t.Errorf("GET %s: %d %+v, want 403 %+v", path, a.status, got, want)
		}
	}
	if got := h.Teams(); slices.Contains(got, "theirs") {
		t.Errorf("the account's teams are %q", got)
	}
}

func TestHeaders(t *testing.T) {
	apps := herokutest.Apps(3)
	base := herokutest.Start(t, herokutest.New(apps...))
	a := get(t, base, "/apps", with("Request-Id", "mine"))
	for name, want := range map[string]string{
		"Cache-Control":        "private, no-cache",
		"Content-Type":         "application/json",
		"Last-Modified":        "Tue, 24 Nov 2026 23:59:59 GMT",
		"Content-Range":        "name brave-knoll-00002..open-cliff-00000",
		"RateLimit-Multiplier": "1",
		"RateLimit-Reset":      "",
		"Retry-After":          "",
		"RateLimit-Remaining":  "4499",
		"Vary":                 "Authorization,Accept-Encoding",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	mine, own, _ := strings.Cut(a.header.Get("Request-Id"), ",")
	if mine != "mine" || len(own) != 36 {
		t.Errorf("Request-Id = %q, want mine and a UUID", a.header.Get("Request-Id"))
	}
	if again := get(t, base, "/apps").header.Get("Request-Id"); len(again) != 36 || again == own {
		t.Errorf("the next Request-Id = %q after %q", again, own)
	}
}

func TestNotModified(t *testing.T) {
	h := herokutest.New(herokutest.Apps(300)...)
	base := herokutest.Start(t, h)
	first := get(t, base, "/apps")
	etag := first.header.Get("ETag")
	for _, value := range []string{etag, "W/" + etag, `"another", ` + etag, "*"} {
		if a := get(t, base, "/apps", with("If-None-Match", value)); a.status != 304 || len(a.body) > 0 || a.header.Get("ETag") != etag {
			t.Errorf("If-None-Match %s: %d with %d bytes", value, a.status, len(a.body))
		}
	}
	second := get(t, base, "/apps", with("If-None-Match", etag), with("Range", first.header.Get("Next-Range")))
	if second.status != 200 {
		t.Errorf("another page: %d, want 200", second.status)
	}
	h.SetApps(herokutest.Apps(299))
	if a := get(t, base, "/apps", with("If-None-Match", etag)); a.status != 206 {
		t.Errorf("after a change: %d, want 206", a.status)
	}
}

func TestGzip(t *testing.T) {
	apps := herokutest.Apps(1200)
	mock := herokutest.Start(t, herokutest.New(apps...))
	ready := herokutest.Serve(t, herokutest.NewReady(apps, 0))
	ranged := with("Range", "id ..; max=1000")
	plain := get(t, mock, "/apps", ranged, with("Accept-Encoding", "identity"))
	for _, tc := range []struct {
		name   string
		base   string
		accept string
		packed bool
	}{
		{"accepted", mock, "br, gzip", true},
		{"accepted with a weight", mock, "gzip;q=0.5", true},
		{"any", mock, "*", true},
		{"not accepted", mock, "gzip; q=0, br", false},
		{"other encodings", mock, "br, identity", false},
		{"ready pages, accepted", ready, "gzip", true},
		{"ready pages, not accepted", ready, "identity", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := get(t, tc.base, "/apps", ranged, with("Accept-Encoding", tc.accept))
			if got, want := a.header.Get("Content-Length"), strconv.Itoa(len(a.body)); got != want {
				t.Errorf("Content-Length = %s, want %s", got, want)
			}
			if got := a.header.Get("Content-Encoding") == "gzip"; got != tc.packed {
				t.Fatalf("packed = %t, want %t", got, tc.packed)
			}
			body := a.body
			if tc.packed {
				reader, err := gzip.NewReader(bytes.NewReader(a.body))
				if err != nil {
					t.Fatal(err)
				}
				if body, err = io.ReadAll(reader); err != nil {
					t.Fatal(err)
				}
			}
			if a.status != 206 || !bytes.Equal(body, plain.body) {
				t.Errorf("status %d, %d bytes; want 206 and the %d bytes of the plain page", a.status, len(body), len(plain.body))
			}
		})
	}
}

func TestRequests(t *testing.T) {
	h := herokutest.New()
	base := herokutest.Start(t, h)
	get(t, base, "/apps", with("User-Agent", "one"))
	get(t, base, "/teams/x/apps?a=b")
	h.Use(func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") })
	})
	get(t, base, "/account")

	requests := h.Requests()
	if got := requests[0].Header.Get("User-Agent"); got != "one" {
		t.Errorf("User-Agent = %q", got)
	}
	for i := range requests {
		requests[i].Header = nil
	}
	want := []herokutest.Request{
		{Method: "GET", Path: "/apps", Status: 200},
		{Method: "GET", Path: "/teams/x/apps?a=b", Status: 404},
		{Method: "GET", Path: "/account", Status: 200},
	}
	if diff := cmp.Diff(want, requests); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestConcurrentUse(t *testing.T) {
	h := herokutest.New(herokutest.Apps(50)...)
	base := herokutest.Start(t, h)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for _, path := range []string{"/apps", "/teams/acme/apps", "/account"} {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+path, http.NoBody)
				if err != nil {
					t.Error(err)
					return
				}
				req.Header.Set("Accept", accept)
				req.SetBasicAuth("", herokutest.Token)
				resp, err := http.DefaultClient.Do(req)
				if err != nil {
					t.Error(err)
					return
				}
				if err := json.NewDecoder(resp.Body).Decode(new(any)); err != nil {
					t.Errorf("GET %s: %v", path, err)
				}
				_ = resp.Body.Close()
			}
			h.SetApps(herokutest.Apps(50 + i))
			h.AddTeam(fmt.Sprint("team-", i))
			h.Requests()
		})
	}
	group.Wait()
}
