package auth_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// mockOAuth starts a mock of id.heroku.com and returns it with the address of its token endpoint.
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

func config(address *url.URL) auth.Config {
	return auth.Config{TokenURL: address, Logger: slog.New(slog.DiscardHandler)}
}

// refreshing returns the source for a refresh token.
func refreshing(t *testing.T, config auth.Config, refreshToken string) *auth.Source {
	t.Helper()
	source, _, err := auth.Settings{
		ClientID: new(herokutest.ClientID), ClientSecret: new(herokutest.ClientSecret), RefreshToken: &refreshToken,
	}.Source(config)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// renewals returns n tokens, each a renewal of the previous one.
func renewals(t *testing.T, source *auth.Source, n int) (tokens []*oauth2.Token) {
	t.Helper()
	token, err := source.Token(t.Context())
	for {
		if err != nil {
			t.Fatal(err)
		}
		if tokens = append(tokens, token); len(tokens) == n {
			return tokens
		}
		token, err = source.Renew(t.Context(), token)
	}
}

// stall returns a fault that closes stalled when a request arrives, and continues it after release.
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
	source := refreshing(t, config(address), mock.Allow("read").RefreshToken)
	for _, token := range renewals(t, source, 2) {
		if token.AccessToken == "" {
			t.Errorf("got %+v, want an access token", token)
		}
		if life := time.Until(token.Expiry); life < 7*time.Hour || life > 8*time.Hour {
			t.Errorf("expires in %s, want almost 8 hours", life)
		}
	}
	if warnings := source.Warnings(); warnings != nil {
		t.Errorf("got the warnings %v although the refresh token was not replaced", warnings)
	}
	requests := mock.Requests()
	if len(requests) != 2 {
		t.Fatalf("%d requests, want one for each refresh", len(requests))
	}
	if sent := requests[0]; sent.Header.Get("Authorization") != "" || sent.Form.Get("client_secret") != herokutest.ClientSecret {
		t.Error("the client secret is not sent in the form only")
	}
}

func TestRefresh_rotation(t *testing.T) {
	mock, address := mockOAuth(t)
	mock.Rotate(true)
	source := refreshing(t, config(address), mock.Allow("read").RefreshToken)
	renewals(t, source, 3)
	if warnings := source.Warnings(); len(warnings) != 3 || warnings[0].Problem != auth.RefreshTokenReplaced {
		t.Errorf("got the warnings %v, want one for each replaced refresh token", warnings)
	}
}

func TestRefresh_fails(t *testing.T) {
	elsewhere := herokutest.NewOAuth(herokutest.New())
	elsewhereURL := herokutest.Serve(t, elsewhere)
	response := func(status int, contentType, body string) func(*herokutest.OAuth) {
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
		prepare func(*herokutest.OAuth)
		problem auth.Problem
		detail  string
	}{
		"revoked": {(*herokutest.OAuth).Revoke, auth.GrantRejected, "responded to the refresh with 401 Unauthorized: unauthorized, "},
		"revoked, as in RFC 6749": {func(mock *herokutest.OAuth) {
			mock.StandardErrors(true)
			mock.Revoke()
		}, auth.GrantRejected, "invalid_grant"},
		"suspended": {func(mock *herokutest.OAuth) { mock.Suspend(true) }, auth.AccountSuspended, "with 403 Forbidden"},
		"redirect": {func(mock *herokutest.OAuth) { mock.Use(herokutest.Redirect(307, elsewhereURL+"/oauth/token")) },
			auth.EndpointRedirects, "with 307 Temporary Redirect"},
		"server error":           {response(503, "text/html", "<h1>Canary</h1>"), auth.EndpointUnavailable, "with 503 Service Unavailable"},
		"rate limit":             {response(429, json, `{"id":"rate_limit","message":"Slow down"}`), auth.EndpointUnavailable, "429 Too Many Requests: rate_limit, Slow down"},
		"echoed secret":          {response(401, json, `{"id":"unauthorized","message":"No: `+herokutest.ClientSecret+`"}`), auth.GrantRejected, "No: [redacted]"},
		"error with status 200":  {response(200, json, `{"error":"invalid_grant","error_description":"Used up"}`), auth.GrantRejected, "invalid_grant, Used up"},
		"HTML":                   {response(200, "text/html", "<h1>Canary</h1>"), auth.EndpointInvalid, "something other than an OAuth token"},
		"HTML labeled as JSON":   {response(401, json, "<h1>Canary</h1>"), auth.GrantRejected, "with 401 Unauthorized"},
		"no access token":        {response(200, json, `{"token_type":"Bearer"}`), auth.EndpointInvalid, "something other than an OAuth token"},
		"malformed access token": {response(200, json, `{"access_token":"a\nCanary"}`), auth.EndpointInvalid, "its access token contains a space or a line break"},
		"wrong type":             {response(200, json, `{"access_token":{"a":"Canary"}}`), auth.EndpointInvalid, "something other than an OAuth token"},
		"connection cut": {func(mock *herokutest.OAuth) {
			mock.Use(func(http.Handler) http.Handler {
				return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
			})
		}, auth.EndpointUnreachable, "failed: EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			mock, address := mockOAuth(t)
			refreshToken := mock.Allow("read").RefreshToken
			test.prepare(mock)
			_, err := refreshing(t, config(address), refreshToken).Token(t.Context())
			failed, ok := errors.AsType[*auth.Error](err)
			if !ok {
				t.Fatalf("got %v, want an *auth.Error", err)
			}
			if failed.Problem != test.problem || !strings.Contains(failed.Detail, test.detail) || failed.Origin.Method != auth.MethodRefresh {
				t.Errorf("got %+v, want the problem %q and %q", failed, test.problem, test.detail)
			}
			for _, secret := range []string{refreshToken, herokutest.ClientSecret, "Canary"} {
				if strings.Contains(failed.Detail+failed.Error(), secret) {
					t.Errorf("the error contains %q: %s", secret, failed.Detail)
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

// A refresh continues after its caller left, since Heroku may already have replaced the refresh
// token.
func TestRefresh_isNotCutOff(t *testing.T) {
	mock, address := mockOAuth(t)
	mock.Rotate(true)
	stalled, release := make(chan struct{}), make(chan struct{})
	mock.Use(stall(stalled, release))
	source := refreshing(t, config(address), mock.Allow("read").RefreshToken)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-stalled
		cancel()
	}()
	if _, err := source.Token(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	close(release)
	if _, err := source.Token(t.Context()); err != nil {
		t.Errorf("the new refresh token was lost: %v", err)
	}
	if got := len(mock.Requests()); got != 1 {
		t.Errorf("%d requests, want only the first", got)
	}
}
