package heroku_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

func TestClient_Access(t *testing.T) {
	remaining := 4499
	for name, test := range map[string]struct {
		response  response
		scope     string
		remaining *int
		status    int // of the error; zero for success
	}{
		"scope and limit": {
			response: response{200, map[string]string{"Oauth-Scope": "read identity", "RateLimit-Remaining": "4499"}, `[{"id":"1","name":"a"}]`},
			scope:    "read identity", remaining: &remaining,
		},
		"neither":            {response: response{200, nil, `[]`}},
		"first of many apps": {response: response{206, map[string]string{"Oauth-Scope": "global", "Next-Range": "id ]1..; max=1"}, `[{"id":"1","name":"a"}]`}, scope: "global"},
		"wrong token":        {response: response{401, nil, `{"id":"unauthorized","message":"No."}`}, status: 401},
		"wrong scope":        {response: response{403, nil, `{"id":"forbidden","message":"No."}`}, status: 403},
		"malformed limit":    {response: response{200, map[string]string{"RateLimit-Remaining": "many"}, `[]`}},
	} {
		t.Run(name, func(t *testing.T) {
			address, requests := script(t, test.response)
			got, err := newClient(t, address).Access(t.Context())
			if refused, ok := errors.AsType[*heroku.Error](err); ok != (test.status != 0) || ok && refused.Status != test.status || !ok && err != nil {
				t.Fatalf("got %v, want status %d", err, test.status)
			}
			if got.Scope != test.scope || (got.Remaining == nil) != (test.remaining == nil) || got.Remaining != nil && *got.Remaining != *test.remaining {
				t.Errorf("got %+v", got)
			}
			if r := requests()[0]; r.RequestURI != "/apps" || r.Header.Get("Range") != "id ..; max=1" {
				t.Errorf("sent %s with the range %q", r.RequestURI, r.Header.Get("Range"))
			}
		})
	}
}

func TestClient_Account(t *testing.T) {
	address, requests := script(t, response{200, nil, `{"id":"1","email":"ada@example.com","name":null}`}, response{403, nil, `{"id":"forbidden"}`})
	client := newClient(t, address)
	if got, err := client.Account(t.Context()); err != nil || got != (heroku.Account{ID: "1", Email: "ada@example.com"}) {
		t.Errorf("got %+v and %v", got, err)
	}
	if r := requests()[0]; r.RequestURI != "/account" {
		t.Errorf("requested %s", r.RequestURI)
	}
	if refused, ok := errors.AsType[*heroku.Error](second(client.Account(t.Context()))); !ok || refused.Status != 403 {
		t.Errorf("got %v, want status 403", refused)
	}
}

func second[T any](_ T, err error) error { return err }

func TestClient_Token(t *testing.T) {
	scoped := func(scope string) response { return response{200, map[string]string{"Oauth-Scope": scope}, `[]`} }
	for name, test := range map[string]struct {
		requireReadOnly bool
		responses       []response
		scope           string // of the ScopeError
	}{
		"nothing required": {},
		"read-only":        {requireReadOnly: true, responses: []response{scoped("read")}},
		"can do more":      {requireReadOnly: true, responses: []response{scoped("global"), scoped("global")}, scope: "global"},
		"scope is unknown": {requireReadOnly: true, responses: []response{{200, nil, `[]`}, {200, nil, `[]`}}},
	} {
		t.Run(name, func(t *testing.T) {
			address, _ := script(t, test.responses...)
			base, err := heroku.ParseBaseURL(address)
			if err != nil {
				t.Fatal(err)
			}
			config := config(base)
			config.RequireReadOnly = test.requireReadOnly
			client := heroku.NewClient(config)
			for range 2 { // One request is enough for a read-only token.
				got, err := client.Token(t.Context())
				refused, ok := errors.AsType[*heroku.ScopeError](err)
				switch fails := len(test.responses) == 2; {
				case fails && (!ok || refused.Scope != test.scope || got != nil):
					t.Errorf("got %v and %v, want a ScopeError", got, err)
				case !fails && (err != nil || got.AccessToken != token):
					t.Errorf("got %v and %v, want the token", got, err)
				}
			}
		})
	}
}

// A listing also shows the scope, so no further request is needed.
func TestClient_Token_afterListing(t *testing.T) {
	address, _ := script(t, response{200, map[string]string{"Oauth-Scope": "read"}, `[]`})
	base, err := heroku.ParseBaseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	config := config(base)
	config.RequireReadOnly = true
	client := heroku.NewClient(config)
	if _, err := client.Apps(t.Context(), heroku.AllApps); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Token(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestClient_Revoke(t *testing.T) {
	list := response{200, nil, `[{"id":"1","access_token":null},{"id":"2","access_token":{"token":"other"}},{"id":"3/4","access_token":{"token":"the-token"}}]`}
	for name, test := range map[string]struct {
		responses []response
		sent      []string
		err       error
		status    int
	}{
		"the token's authorization": {
			responses: []response{list, {200, nil, `{}`}},
			sent:      []string{"GET /oauth/authorizations", "DELETE /oauth/authorizations/3%2F4"},
		},
		"none":     {responses: []response{{200, nil, `[{"id":"1","access_token":{"token":"***"}}]`}}, sent: []string{"GET /oauth/authorizations"}, err: heroku.ErrNoAuthorization},
		"rejected": {responses: []response{list, {403, nil, `{}`}}, sent: []string{"GET /oauth/authorizations", "DELETE /oauth/authorizations/3%2F4"}, status: http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			address, requests := script(t, test.responses...)
			err := newClient(t, address).Revoke(t.Context())
			refused, ok := errors.AsType[*heroku.Error](err)
			if test.err != nil && !errors.Is(err, test.err) || ok != (test.status != 0) || ok && refused.Status != test.status || test.err == nil && !ok && err != nil {
				t.Errorf("got %v", err)
			}
			for i, r := range requests() {
				if got := r.Method + " " + r.RequestURI; got != test.sent[i] {
					t.Errorf("sent %s, want %s", got, test.sent[i])
				}
			}
		})
	}
}
