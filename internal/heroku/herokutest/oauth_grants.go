package herokutest

import (
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// client is an OAuth client of the account.
type client struct {
	id, name, secret, redirectURI string
}

func (c *client) reference() map[string]any {
	return map[string]any{"id": c.id, "name": c.name, "redirect_uri": c.redirectURI}
}

// grant is an OAuth authorization, for a client or for a token that the user created directly.
type grant struct {
	id           string
	description  string
	client       *client // nil if the user created the token directly
	scope        string
	since        time.Time
	life         time.Duration // of the access tokens; zero means forever
	accessTokens []string      // all issued access tokens, the latest last
	refreshToken string        // empty without a client
}

// newSecret returns a random credential in the form of Heroku's tokens, which secret scanners
// recognize (https://devcenter.heroku.com/changelog-items/3175).
func newSecret() string {
	return "HRKU-AA" + (rand.Text() + rand.Text() + rand.Text())[:58]
}

// allow adds a grant without an access token. The caller holds the lock.
func (h *Heroku) allow(c *client, scope, description string) *grant {
	g := &grant{
		id: uuid("authorization", newSecret()), client: c, scope: scope, description: description,
		since: time.Now(),
	}
	if c != nil {
		g.refreshToken = newSecret()
	}
	h.grants = append(h.grants, g)
	return g
}

// issue returns a new access token of a grant. The caller holds the lock.
func (h *Heroku) issue(g *grant, life time.Duration) *oauth2.Token {
	g.life = life
	token := &oauth2.Token{AccessToken: newSecret(), TokenType: "Bearer", RefreshToken: g.refreshToken}
	if life != 0 {
		token.Expiry, token.ExpiresIn = time.Now().Add(life), int64(life/time.Second)
	}
	g.accessTokens = append(g.accessTokens, token.AccessToken)
	h.tokens[token.AccessToken] = access{scope: g.scope, expires: token.Expiry}
	return token
}

// exchange returns an access token of a new grant for a client.
func (h *Heroku) exchange(c *client, scope string, life time.Duration) *oauth2.Token {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.issue(h.allow(c, scope, ""), life)
}

// refresh returns an access token for a refresh token of the client, and a new refresh token if
// rotate is set, or nil if the refresh token is invalid.
func (h *Heroku) refresh(c *client, refreshToken string, rotate bool, life time.Duration) *oauth2.Token {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, g := range h.grants {
		if g.client == nil || g.client != c || g.refreshToken != refreshToken {
			continue
		}
		if rotate {
			g.refreshToken = newSecret()
		}
		return h.issue(g, life)
	}
	return nil
}

// client returns the first client that satisfies the condition, or nil.
func (h *Heroku) client(is func(*client) bool) *client {
	h.mu.Lock()
	defer h.mu.Unlock()
	if i := slices.IndexFunc(h.clients, is); i >= 0 {
		return h.clients[i]
	}
	return nil
}

// redirectURI returns the redirect URI of a client.
func (h *Heroku) redirectURI(c *client) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return c.redirectURI
}

// expire makes all access tokens of all grants invalid.
func (h *Heroku) expire() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, g := range h.grants {
		h.end(g)
	}
}

// revoke removes the grants that satisfy the condition, and makes all their tokens invalid.
func (h *Heroku) revoke(is func(*grant) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.grants = slices.DeleteFunc(h.grants, func(g *grant) bool {
		if is(g) {
			h.end(g)
			return true
		}
		return false
	})
}

// end makes the access tokens of a grant invalid. The caller holds the lock.
func (h *Heroku) end(g *grant) {
	for _, token := range g.accessTokens {
		delete(h.tokens, token)
	}
	g.accessTokens = nil
}

// item returns the grant as the API shows it.
func (g *grant) item() *item {
	since := g.since.UTC().Format(time.RFC3339)
	attributes := map[string]any{
		"access_token":  nil,
		"client":        nil,
		"created_at":    since,
		"description":   g.description,
		"grant":         nil,
		"id":            g.id,
		"refresh_token": nil,
		"scope":         strings.Fields(g.scope),
		"session":       nil,
		"updated_at":    since,
		"user":          map[string]any{"email": Email, "full_name": "Ada", "id": account.id},
	}
	token := func(secret string, life any) map[string]any {
		return map[string]any{"expires_in": life, "id": uuid("token", secret), "token": secret}
	}
	if n := len(g.accessTokens); n > 0 {
		var life any
		if g.life != 0 {
			life = int64(g.life / time.Second)
		}
		attributes["access_token"] = token(g.accessTokens[n-1], life)
	}
	if g.client != nil {
		attributes["client"] = g.client.reference()
		attributes["refresh_token"] = token(g.refreshToken, nil)
	}
	return &item{id: g.id, updatedAt: since, json: mustMarshal(attributes)}
}
