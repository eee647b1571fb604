package herokutest_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// post returns an edit that sends JSON.
func post(body string) func(*http.Request) {
	return func(req *http.Request) {
		req.Method = http.MethodPost
		req.Header.Set("Content-Type", "application/json")
		req.Body = io.NopCloser(strings.NewReader(body))
	}
}

func TestCreateAuthorization(t *testing.T) {
	a := newAccount(t)
	created := get(t, a.apiURL, "/oauth/authorizations", post(`{"description":"plan","scope":["read","identity"],"expires_in":60}`))
	if err := loadSchema(t).check(t, "oauth-authorization", created.body); err != nil || created.status != http.StatusCreated {
		t.Fatalf("%d %v", created.status, err)
	}
	authorization := decode[struct {
		ID          string
		Description string
		AccessToken struct {
			Token     string
			ExpiresIn int `json:"expires_in"`
		} `json:"access_token"`
	}](t, created)
	if authorization.Description != "plan" || authorization.AccessToken.ExpiresIn != 60 {
		t.Errorf("created %+v", authorization)
	}
	as := with("Authorization", "Bearer "+authorization.AccessToken.Token)
	if apps := get(t, a.apiURL, "/apps", as); apps.status != 200 || apps.header.Get("Oauth-Scope") != "read identity" {
		t.Errorf("apps: %d, scope %q", apps.status, apps.header.Get("Oauth-Scope"))
	}
	if got := get(t, a.apiURL, "/oauth/authorizations/"+authorization.ID); string(got.body) != string(created.body) {
		t.Errorf("GET: %d %s, want %s", got.status, got.body, created.body)
	}
	if got := get(t, a.apiURL, "/oauth/authorizations/unknown"); got.status != 404 {
		t.Errorf("GET of an unknown authorization: %d", got.status)
	}
	for _, body := range []string{`{"scope":["everything"]}`, "read"} {
		if got := get(t, a.apiURL, "/oauth/authorizations", post(body)); got.status != 422 || decode[herokuError](t, got).ID != "invalid_params" {
			t.Errorf("%s: %d %s", body, got.status, got.body)
		}
	}
}

// TestCreateClient signs in with a newly registered client.
func TestCreateClient(t *testing.T) {
	a := newAccount(t)
	created := get(t, a.apiURL, "/oauth/clients", post(`{"name":"plan","redirect_uri":"http://localhost:9/back"}`))
	if err := loadSchema(t).check(t, "oauth-client", created.body); err != nil || created.status != http.StatusCreated {
		t.Fatalf("%d %v", created.status, err)
	}
	client := decode[struct{ ID, Secret string }](t, created)
	code := func() string {
		location := a.decide(t, authorizeQuery("client_id", client.ID), "allow")
		if location.Host != "localhost:9" {
			t.Fatalf("sent to %s", location)
		}
		return location.Query().Get("code")
	}
	if got := a.send(t, "/oauth/token", exchange(code())); got.status != 401 {
		t.Errorf("exchange with the secret of another client: %d, want 401", got.status)
	}
	got := a.send(t, "/oauth/token", exchange(code(), "client_secret", client.Secret))
	token := decode[tokens](t, got)
	if got.status != 200 || a.lists(t, token.AccessToken) != 200 {
		t.Fatalf("exchange: %d %s", got.status, got.body)
	}
	for secret, want := range map[string]int{client.Secret: 200, refresh("")["client_secret"][0]: 401} {
		form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token.RefreshToken}, "client_secret": {secret}}
		if got := a.send(t, "/oauth/token", form); got.status != want {
			t.Errorf("refresh with %s: %d, want %d", secret, got.status, want)
		}
	}
	for _, body := range []string{`{"name":"plan","redirect_uri":"nowhere"}`, `{"redirect_uri":"http://localhost:9"}`} {
		if got := get(t, a.apiURL, "/oauth/clients", post(body)); got.status != 422 {
			t.Errorf("%s: %d", body, got.status)
		}
	}
}
