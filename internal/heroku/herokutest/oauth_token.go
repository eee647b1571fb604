package herokutest

import (
	"fmt"
	"net/http"
	"time"

	"golang.org/x/oauth2"
)

// tokenResponse is the token endpoint's response, key for key ("OAuth", Token Exchange). It has no
// scope. The status is 200 for both grants, as in the source of heroku/identity; the example
// of "OAuth", Token Refresh, has 201.
type tokenResponse struct {
	AccessToken  string  `json:"access_token"`
	ExpiresIn    int64   `json:"expires_in"`
	RefreshToken string  `json:"refresh_token"`
	TokenType    string  `json:"token_type"`
	UserID       string  `json:"user_id"`
	SessionNonce *string `json:"session_nonce"`
}

// serveToken issues tokens for a code or for a refresh token.
//
// The client secret is in the form or, since 2015, the password of the Basic scheme. Heroku ignores
// the user name of the Basic scheme, and ignores the form's secret if there is a password
// (heroku/identity, auth.rb). The client id is not needed ("OAuth", Token Exchange).
func (o *OAuth) serveToken(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	form := r.PostForm
	_, secret, basic := r.BasicAuth()
	if !basic {
		secret = form.Get("client_secret")
	}
	client := o.api.client(func(c *client) bool { return c.secret == secret })
	switch {
	case o.suspended: // As in heroku/identity, the Content-Type does not match the text.
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		_, _ = fmt.Fprint(w, "Your account has been suspended.")
		return
	case client == nil:
		o.refuse(w, http.StatusUnauthorized, "invalid_client")
		return
	}

	var token *oauth2.Token
	nonce := new(newSecret()[7:23])
	switch form.Get("grant_type") {
	case "authorization_code":
		if a, ok := o.codes[form.Get("code")]; ok {
			delete(o.codes, form.Get("code")) // A code works once.
			if a.client == client && a.proves(form.Get("code_verifier")) {
				token = o.api.exchange(client, a.scope, o.life)
			}
		}
	case "refresh_token":
		nonce = nil // "Some users appear to have nil nonces" (heroku/identity, auth.rb).
		if token = o.api.refresh(client, form.Get("refresh_token"), o.rotate, o.life); token != nil {
			o.refreshes++
		}
	default:
		o.refuse(w, http.StatusBadRequest, "unsupported_grant_type")
		return
	}
	if token == nil {
		o.refuse(w, http.StatusBadRequest, "invalid_grant")
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(mustMarshal(tokenResponse{ // The client may be gone.
		AccessToken: token.AccessToken, ExpiresIn: token.ExpiresIn, RefreshToken: token.RefreshToken,
		TokenType: token.TokenType, UserID: account.id, SessionNonce: nonce,
	}))
}

// refuse responds with an error of RFC 6749, or with Heroku's single error for all of them (row 148
// of the recordings).
func (o *OAuth) refuse(w http.ResponseWriter, status int, code string) {
	if !o.standard {
		WriteError(w, http.StatusUnauthorized, "unauthorized", "OAuth authorization invalid.")
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(mustMarshal(map[string]string{"error": code, "error_description": "The mock refuses this."}))
}

// authorization is a client's request for authorization.
type authorization struct {
	client    *client
	scope     string
	state     string
	challenge string
	until     time.Time
}

// proves reports whether the verifier matches the challenge of the request for the code (RFC 7636).
// Whether Heroku checks it is unknown. The mock checks it if there is a challenge.
func (a authorization) proves(verifier string) bool {
	return time.Now().Before(a.until) && (a.challenge == "" || a.challenge == oauth2.S256ChallengeFromVerifier(verifier))
}
