package herokutest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// These endpoints of the API manage the account's OAuth authorizations and clients.

func (h *Heroku) serveAuthorizations(w http.ResponseWriter, r *http.Request) {
	h.servePage(w, r, newListing(h.authorizations()), []string{"id"})
}

func (h *Heroku) authorizations() (items []*item) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, g := range h.grants {
		items = append(items, g.item())
	}
	return items
}

func (h *Heroku) serveAuthorization(w http.ResponseWriter, r *http.Request) {
	found := newListing(h.authorizations()).find(r.PathValue("id"))
	if found == nil {
		notFound(w, "authorization", "Couldn't find that authorization.")
		return
	}
	respond(w, r, http.StatusOK, found.json)
}

func (h *Heroku) deleteAuthorization(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	found := newListing(h.authorizations()).find(id)
	if found == nil {
		notFound(w, "authorization", "Couldn't find that authorization.")
		return
	}
	h.revoke(func(g *grant) bool { return g.id == id })
	respond(w, r, http.StatusOK, found.json)
}

// createAuthorization creates a token that belongs to no client, as requested by
// `heroku authorizations:create`.
func (h *Heroku) createAuthorization(w http.ResponseWriter, r *http.Request) {
	var wanted struct {
		Description string   `json:"description"`
		ExpiresIn   int64    `json:"expires_in"`
		Scope       []string `json:"scope"`
	}
	unknown := func(scope string) bool { return !slices.Contains(oauthScopes, scope) }
	if json.NewDecoder(r.Body).Decode(&wanted) != nil || slices.ContainsFunc(wanted.Scope, unknown) {
		WriteError(w, http.StatusUnprocessableEntity, "invalid_params", "")
		return
	}
	h.mu.Lock()
	g := h.allow(nil, scopeOf(wanted.Scope), wanted.Description)
	h.issue(g, time.Duration(wanted.ExpiresIn)*time.Second)
	created := g.item()
	h.mu.Unlock()
	send(w, r, http.StatusCreated, created.json)
}

// createClient registers an OAuth client, as requested by `heroku clients:create`.
func (h *Heroku) createClient(w http.ResponseWriter, r *http.Request) {
	var wanted struct {
		Name        string `json:"name"`
		RedirectURI string `json:"redirect_uri"`
	}
	err := json.NewDecoder(r.Body).Decode(&wanted)
	if uri, badURI := url.Parse(wanted.RedirectURI); err != nil || badURI != nil || !uri.IsAbs() || wanted.Name == "" {
		WriteError(w, http.StatusUnprocessableEntity, "invalid_params", "")
		return
	}
	secret := newSecret()
	c := &client{id: uuid("client", secret), name: wanted.Name, secret: secret, redirectURI: wanted.RedirectURI}
	h.mu.Lock()
	h.clients = append(h.clients, c)
	h.mu.Unlock()
	send(w, r, http.StatusCreated, mustMarshal(map[string]any{
		"created_at": since, "id": c.id, "ignores_delinquent": nil, "name": c.name,
		"redirect_uri": c.redirectURI, "secret": c.secret, "updated_at": since,
	}))
}
