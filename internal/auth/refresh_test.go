package auth_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// mockOAuth returns a mock of the sign-in and the address of its token endpoint.
func mockOAuth(t *testing.T) (*herokutest.OAuth, *url.URL) {
	t.Helper()
	mock := herokutest.NewOAuth(herokutest.New())
	return mock, tokenURL(t, herokutest.Serve(t, mock))
}

func tokenURL(t *testing.T, base string) *url.URL {
	t.Helper()
	address, err := auth.ParseTokenURL(base + "/oauth/token")
	if err != nil {
		t.Fatal(err)
	}
	return address
}

func client(address *url.URL) auth.Client {
	return auth.Client{ID: herokutest.ClientID, Secret: herokutest.ClientSecret, TokenURL: address}
}

// stall is a fault that tells of a request and lets it go on when it is released.
func stall(stalled, release chan struct{}) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			close(stalled)
			<-release
			next.ServeHTTP(w, r)
		})
	}
}

func TestRefresh(t *testing.T) {
	mock, address := mockOAuth(t)
	refreshToken := mock.Allow("read").RefreshToken
	way := auth.Refresh(client(address), refreshToken)
	for range 2 {
		token, err := way(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if token.AccessToken == "" || token.RefreshToken != "" {
			t.Errorf("got %+v, want an access token, and no refresh token since it is the old one", token)
		}
		if life := time.Until(token.Expiry); life < 7*time.Hour || life > 8*time.Hour {
			t.Errorf("expires in %s, want almost 8 hours", life)
		}
	}
	requests := mock.Requests()
	if len(requests) != 2 {
		t.Fatalf("%d requests, want one for each refresh", len(requests))
	}
	if sent := requests[0]; sent.Header.Get("Authorization") != "" || sent.Form.Get("client_secret") != herokutest.ClientSecret {
		t.Error("the secret is not in the form alone")
	}
}

func TestRefresh_rotation(t *testing.T) {
	mock, address := mockOAuth(t)
	mock.Rotate(true)
	way := auth.Refresh(client(address), mock.Allow("read").RefreshToken)
	seen := map[string]bool{"": true}
	for range 3 {
		token, err := way(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if seen[token.RefreshToken] {
			t.Error("the new refresh token is not told")
		}
		seen[token.RefreshToken] = true
	}
}

func TestRefresh_refused(t *testing.T) {
	elsewhere := herokutest.NewOAuth(herokutest.New())
	elsewhereURL := herokutest.Serve(t, elsewhere)
	answer := func(status int, contentType, body string) func(*herokutest.OAuth) {
		return func(mock *herokutest.OAuth) {
			mock.Use(func(http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", contentType)
					w.WriteHeader(status)
					_, _ = io.WriteString(w, body)
				})
			})
		}
	}
	const json = "application/json"
	for name, test := range map[string]struct {
		prepare        func(*herokutest.OAuth)
		reason, remedy string
	}{
		"revoked": {(*herokutest.OAuth).Revoke, "answered the refresh with 401 Unauthorized: unauthorized, ", "Sign in again with: terraform-provider-modulex login"},
		"revoked, in the words of RFC 6749": {func(mock *herokutest.OAuth) {
			mock.StandardErrors(true)
			mock.Revoke()
		}, "invalid_grant", "Sign in again with: terraform-provider-modulex login"},
		"suspended": {func(mock *herokutest.OAuth) { mock.Suspend(true) }, "with 403 Forbidden", "ask Heroku's support"},
		"redirect": {func(mock *herokutest.OAuth) { mock.Use(herokutest.Redirect(307, elsewhereURL+"/oauth/token")) },
			"with 307 Temporary Redirect", "redirects are not followed"},
		"server error":             {answer(503, "text/html", "<h1>Canary</h1>"), "with 503 Service Unavailable", "Try again later"},
		"rate limit":               {answer(429, json, `{"id":"rate_limit","message":"Slow down"}`), "429 Too Many Requests: rate_limit, Slow down", "Try again later"},
		"error that echoes":        {answer(401, json, `{"id":"unauthorized","message":"No: `+herokutest.ClientSecret+`"}`), "No: [redacted]", "Sign in again"},
		"error in a success":       {answer(200, json, `{"error":"invalid_grant","error_description":"Used up"}`), "invalid_grant, Used up", "Sign in again"},
		"page of HTML":             {answer(200, "text/html", "<h1>Canary</h1>"), "something that is not an OAuth token", "heroku.token_url"},
		"HTML that is called JSON": {answer(401, json, "<h1>Canary</h1>"), "with 401 Unauthorized", "Sign in again"},
		"no access token":          {answer(200, json, `{"token_type":"Bearer"}`), "something that is not an OAuth token", "heroku.token_url"},
		"unsendable access token":  {answer(200, json, `{"access_token":"a\nCanary"}`), "cannot be used", "heroku.token_url"},
		"wrong type":               {answer(200, json, `{"access_token":{"a":"Canary"}}`), "something that is not an OAuth token", "heroku.token_url"},
		"connection cut": {func(mock *herokutest.OAuth) {
			mock.Use(func(http.Handler) http.Handler {
				return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
			})
		}, "failed: EOF", "HTTPS_PROXY"},
	} {
		t.Run(name, func(t *testing.T) {
			mock, address := mockOAuth(t)
			refreshToken := mock.Allow("read").RefreshToken
			test.prepare(mock)
			_, err := auth.Refresh(client(address), refreshToken)(t.Context())
			failed := (*auth.Error)(nil)
			if !errors.As(err, &failed) {
				t.Fatalf("got %v, want an error", err)
			}
			if !strings.Contains(failed.Reason, test.reason) || !strings.Contains(failed.Remedy, test.remedy) {
				t.Errorf("got %q, %q, want %q and %q in them", failed.Reason, failed.Remedy, test.reason, test.remedy)
			}
			for _, secret := range []string{refreshToken, herokutest.ClientSecret, "Canary"} {
				if strings.Contains(failed.Reason+failed.Remedy, secret) {
					t.Errorf("the error tells %q: %s", secret, failed.Reason)
				}
			}
			if got := len(mock.Requests()); got != 1 {
				t.Errorf("%d requests, want one", got)
			}
		})
	}
	if got := elsewhere.Requests(); len(got) > 0 {
		t.Errorf("the redirect was followed: %v", got)
	}
}

// A refresh that was sent goes on when its caller leaves, since the refresh token may be used up.
func TestRefresh_isNotCutOff(t *testing.T) {
	mock, address := mockOAuth(t)
	mock.Rotate(true)
	way := auth.Refresh(client(address), mock.Allow("read").RefreshToken)
	ctx, cancel := context.WithCancel(t.Context())
	mock.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			cancel()
			next.ServeHTTP(w, r)
		})
	})
	if _, err := way(ctx); err != nil {
		t.Errorf("the refresh was cut off: %v", err)
	}
	if _, err := way(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v where nobody waits", err, context.Canceled)
	}
	if _, err := way(t.Context()); err != nil {
		t.Errorf("the new refresh token was lost: %v", err)
	}
}
