package herokutest

import (
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// The credentials of the OAuth client that every mock knows.
const (
	ClientID     = "0f4a6c1e-52d3-4b8e-9a57-3c1d2e7b9f60"
	ClientSecret = "herokutest-client-secret"
	RedirectURI  = "http://localhost:8765/callback"
)

// accessTokenLife is the lifetime of Heroku's access tokens, 8 hours less a second ("OAuth", Token
// Exchange).
const accessTokenLife = 28799 * time.Second

// OAuth is a mock of id.heroku.com, where users authorize OAuth clients: an [http.Handler] that
// serves /oauth/authorize and /oauth/token. The mock of the API accepts its tokens. It is safe for
// concurrent use.
//
//	api := herokutest.New(herokutest.Apps(1200)...)
//	id := herokutest.NewOAuth(api)
//	apiURL := herokutest.Start(t, api)
//	tokenURL := herokutest.Serve(t, id) + "/oauth/token"
//	refreshToken := id.Allow("read").RefreshToken
type OAuth struct {
	front

	api *Heroku
	mux http.ServeMux

	mu        sync.Mutex // guards the fields below
	life      time.Duration
	rotate    bool
	suspended bool
	standard  bool // whether errors have the form of RFC 6749
	denyState bool // whether a denial returns the state

	forms     map[string]authorization // pages without a decision yet
	codes     map[string]authorization
	refreshes int
}

// NewOAuth returns the OAuth server for the account of the given API.
func NewOAuth(api *Heroku) *OAuth {
	o := &OAuth{
		api:   api,
		life:  accessTokenLife,
		forms: make(map[string]authorization),
		codes: make(map[string]authorization),
	}
	o.handler = &o.mux
	o.mux.HandleFunc("GET /oauth/authorize", o.serveAuthorize)
	o.mux.HandleFunc("POST /oauth/authorize", o.serveDecision)
	o.mux.HandleFunc("POST /oauth/token", o.serveToken)
	return o
}

// ServeHTTP records the request and responds to it.
func (o *OAuth) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	number, handler := o.record(r)
	handler.ServeHTTP(o.watch(w, number), r)
}

// Register replaces the redirect URI of the client [ClientID].
func (o *OAuth) Register(uri string) {
	o.api.mu.Lock()
	defer o.api.mu.Unlock()
	o.api.clients[0].redirectURI = uri
}

// SetLife sets the lifetime of the access tokens issued from now on.
func (o *OAuth) SetLife(life time.Duration) { set(o, &o.life, life) }

// Rotate sets whether a refresh replaces the refresh token and makes the old one invalid. Heroku
// documents no rotation, so the mock keeps the refresh token by default.
func (o *OAuth) Rotate(on bool) { set(o, &o.rotate, on) }

// Suspend sets whether the account is suspended. The token endpoint then responds with 403 and
// plain text, although the Content-Type is JSON.
func (o *OAuth) Suspend(on bool) { set(o, &o.suspended, on) }

// StandardErrors sets whether the token endpoint's errors have the form of RFC 6749, section 5.2,
// instead of Heroku's.
func (o *OAuth) StandardErrors(on bool) { set(o, &o.standard, on) }

// DenyWithState sets whether a denial returns the state, as RFC 6749 requires. Heroku's source
// code, while it was public, did not (heroku/identity).
func (o *OAuth) DenyWithState(on bool) { set(o, &o.denyState, on) }

func set[T any](o *OAuth, field *T, value T) {
	o.mu.Lock()
	defer o.mu.Unlock()
	*field = value
}

// Allow authorizes the client [ClientID], as a user does in the browser, and exchanges the code. It
// returns an access token with the scope, and a refresh token.
func (o *OAuth) Allow(scope string) *oauth2.Token {
	o.mu.Lock()
	life := o.life
	o.mu.Unlock()
	return o.api.exchange(o.api.clients[0], scope, life)
}

// Expire makes all access tokens issued so far invalid, as if 8 hours had passed. Refresh tokens
// stay valid. [Heroku.Revoke] makes a single token invalid.
func (o *OAuth) Expire() { o.api.expire() }

// Revoke makes all access tokens and refresh tokens invalid, as a user can in Heroku's dashboard.
func (o *OAuth) Revoke() { o.api.revoke(func(*grant) bool { return true }) }

// Refreshes returns how many access tokens were issued for a refresh token.
func (o *OAuth) Refreshes() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.refreshes
}
