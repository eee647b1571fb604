package herokutest

import (
	"crypto/rand"
	"net/http"
	"slices"
	"time"

	"golang.org/x/oauth2"
)

// grant is what the account allowed the OAuth client. Heroku's schema calls it
// an OAuth authorization.
type grant struct {
	id           string
	scope        string
	since        time.Time
	accessTokens []string // all that were given out, the latest at the end
	refreshToken string
}

// newSecret returns something to sign in with that no one can guess and every
// search for leaks can find, in the form of Heroku's tokens
// (https://devcenter.heroku.com/changelog-items/3175).
func newSecret() string {
	return "HRKU-AA" + (rand.Text() + rand.Text() + rand.Text())[:58]
}

// allow adds a grant, which has no access token yet.
func (h *Heroku) allow(scope string) (refreshToken string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	g := &grant{id: uuid("authorization", newSecret()), scope: scope, since: time.Now(), refreshToken: newSecret()}
	h.grants = append(h.grants, g)
	return g.refreshToken
}

// issue gives an access token for a refresh token, and another refresh token
// if it is to rotate. It returns nil for a refresh token that is not valid, or
// not any more.
func (h *Heroku) issue(refreshToken string, rotate bool, life time.Duration) *oauth2.Token {
	h.mu.Lock()
	defer h.mu.Unlock()
	i := slices.IndexFunc(h.grants, func(g *grant) bool { return g.refreshToken == refreshToken })
	if i < 0 {
		return nil
	}
	g := h.grants[i]
	if rotate {
		g.refreshToken = newSecret()
	}
	token := &oauth2.Token{
		AccessToken: newSecret(), TokenType: "Bearer", RefreshToken: g.refreshToken,
		Expiry: time.Now().Add(life), ExpiresIn: int64(life / time.Second),
	}
	g.accessTokens = append(g.accessTokens, token.AccessToken)
	h.tokens[token.AccessToken] = access{scope: g.scope, expires: token.Expiry}
	return token
}

// expire ends all access tokens of all grants.
func (h *Heroku) expire() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, g := range h.grants {
		h.end(g)
	}
}

// revoke ends the grants that meet the condition, and all their tokens.
func (h *Heroku) revoke(meets func(*grant) bool) (revoked bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.grants = slices.DeleteFunc(h.grants, func(g *grant) bool {
		if !meets(g) {
			return false
		}
		h.end(g)
		revoked = true
		return true
	})
	return revoked
}

// end ends the access tokens of a grant. The caller holds the lock.
func (h *Heroku) end(g *grant) {
	for _, token := range g.accessTokens {
		delete(h.tokens, token)
	}
	g.accessTokens = nil
}

// authorizations returns the grants as the API lists them.
func (h *Heroku) authorizations() *listing {
	h.mu.Lock()
	defer h.mu.Unlock()
	var items []*item
	for _, g := range h.grants {
		since := g.since.UTC().Format(time.RFC3339)
		items = append(items, &item{id: g.id, updatedAt: since, json: mustMarshal(map[string]any{
			"access_token":  g.accessToken(),
			"client":        map[string]any{"id": uuid("client", ClientID), "name": "Terraform", "redirect_uri": RedirectURI},
			"created_at":    since,
			"description":   "",
			"grant":         nil,
			"id":            g.id,
			"refresh_token": map[string]any{"expires_in": nil, "id": uuid("token", g.refreshToken), "token": g.refreshToken},
			"scope":         []string{g.scope},
			"session":       nil,
			"updated_at":    since,
			"user":          map[string]any{"email": Email, "full_name": "Ada", "id": uuid("account", Email)},
		})})
	}
	return newListing(items)
}

// accessToken returns the grant's present access token as the API shows it.
func (g *grant) accessToken() any {
	if len(g.accessTokens) == 0 {
		return nil
	}
	token := g.accessTokens[len(g.accessTokens)-1]
	return map[string]any{"expires_in": accessTokenLife / time.Second, "id": uuid("token", token), "token": token}
}

// serveRevocation answers DELETE /oauth/authorizations/{id}. Heroku answers
// with the authorization as it was; the mock says less.
func (h *Heroku) serveRevocation(id string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !h.revoke(func(g *grant) bool { return g.id == id }) {
			notFound("authorization", "Couldn't find that authorization.")(w, r)
			return
		}
		respond(w, r, http.StatusOK, []byte(`{}`))
	}
}
