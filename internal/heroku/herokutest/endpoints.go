package herokutest

import (
	"fmt"
	"net/http"
)

// Scopes that an endpoint accepts, as recorded in Oauth-Scope-Accepted.
var (
	readScopes    = []string{"global", "read", "read-protected", "write", "write-protected"}
	accountScopes = []string{"global", "identity"}
	globalScope   = []string{"global"}
)

// endpoint is one endpoint of the API.
type endpoint struct {
	pattern string
	scopes  []string // nil accepts any, and sends no scope headers
	serve   http.HandlerFunc
	free    bool // does not count toward the rate limit
}

// endpoints returns the endpoints that the provider, its guides and the Heroku CLI use. The
// response to any other path or method is 404: Heroku documents no 405.
func (h *Heroku) endpoints() []endpoint {
	return []endpoint{
		{pattern: "GET /account", scopes: accountScopes, serve: h.serveAccount},
		{pattern: "GET /account/rate-limits", scopes: accountScopes, serve: h.serveRateLimits, free: true},

		{pattern: "GET /apps", scopes: readScopes, serve: h.list(func(inv *inventory) *listing { return inv.apps })},
		{pattern: "GET /apps/{app}", scopes: readScopes, serve: h.ofApp(serveItem)},
		{pattern: "GET /apps/{app}/addons", scopes: readScopes, serve: h.ofApp(serveNone)},
		{pattern: "GET /apps/{app}/collaborators", scopes: readScopes, serve: h.ofApp(serveNone)},
		{pattern: "GET /apps/{app}/dynos", scopes: readScopes, serve: h.ofApp(serveNone)},
		{pattern: "GET /users/{user}/apps", scopes: readScopes, serve: h.servePersonalApps},

		{pattern: "GET /teams", scopes: readScopes, serve: h.list(func(inv *inventory) *listing { return inv.teams })},
		{pattern: "GET /teams/{team}", scopes: readScopes, serve: h.ofTeam(serveTeam)},
		{pattern: "GET /teams/{team}/apps", scopes: readScopes, serve: h.ofTeam(h.serveTeamApps)},
		{pattern: "GET /teams/{team}/members", scopes: globalScope, serve: h.ofTeam(h.serveMembers)},
		{pattern: "GET /teams/{team}/features", scopes: readScopes, serve: h.ofTeam(serveNoFeatures)},
		{pattern: "GET /spaces", scopes: readScopes, serve: h.list(func(inv *inventory) *listing { return inv.spaces })},

		{pattern: "GET /regions", serve: h.list(func(*inventory) *listing { return regions })},
		{pattern: "GET /stacks", serve: h.list(func(*inventory) *listing { return stacks })},

		{pattern: "GET /oauth/authorizations", scopes: globalScope, serve: h.serveAuthorizations},
		{pattern: "POST /oauth/authorizations", scopes: globalScope, serve: h.createAuthorization},
		{pattern: "GET /oauth/authorizations/{id}", scopes: globalScope, serve: h.serveAuthorization},
		{pattern: "DELETE /oauth/authorizations/{id}", scopes: globalScope, serve: h.deleteAuthorization},
		{pattern: "POST /oauth/clients", scopes: globalScope, serve: h.createClient},

		{pattern: "/", serve: func(w http.ResponseWriter, _ *http.Request) { WriteError(w, http.StatusNotFound, "not_found", "") }},
	}
}

func (h *Heroku) serveAccount(w http.ResponseWriter, r *http.Request) {
	respond(w, r, http.StatusOK, account.json)
}

func (h *Heroku) serveRateLimits(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	remaining := h.remaining
	h.mu.Unlock()
	respond(w, r, http.StatusOK, fmt.Appendf(nil, `{"remaining":%d}`, max(remaining, 0)))
}

// ofApp finds the app that the path names by its name or id.
func (h *Heroku) ofApp(serve func(http.ResponseWriter, *http.Request, *item)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		app := h.current().apps.find(r.PathValue("app"))
		if app == nil {
			notFound(w, "app", "Couldn't find that app.")
			return
		}
		serve(w, r, app)
	}
}

func serveItem(w http.ResponseWriter, r *http.Request, it *item) {
	respond(w, r, http.StatusOK, it.json)
}

// serveNone serves an empty list of resources that the mock's apps do not have.
func serveNone(w http.ResponseWriter, r *http.Request, _ *item) {
	send(w, r, http.StatusOK, []byte("[]"))
}

func (h *Heroku) servePersonalApps(w http.ResponseWriter, r *http.Request) {
	switch r.PathValue("user") {
	case "~", account.id, account.name:
		h.servePage(w, r, h.current().personal, nameFields)
	default:
		notFound(w, "user", "Couldn't find that user.")
	}
}

// ofTeam finds the team that the path names by its name or id.
func (h *Heroku) ofTeam(serve func(http.ResponseWriter, *http.Request, *team)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		team := h.current().team(r.PathValue("team"))
		switch {
		case team == nil:
			notFound(w, "team", "Couldn't find that team.")
		case !team.member:
			e := newAPIError(http.StatusForbidden, "forbidden", "")
			e.Message, e.Former = "", fmt.Sprintf("You do not have access to the team %s.", team.name)
			e.write(w)
		default:
			serve(w, r, team)
		}
	}
}

func serveTeam(w http.ResponseWriter, r *http.Request, team *team) { serveItem(w, r, team.item) }

func serveNoFeatures(w http.ResponseWriter, r *http.Request, team *team) { serveNone(w, r, team.item) }

func (h *Heroku) serveTeamApps(w http.ResponseWriter, r *http.Request, team *team) {
	h.mu.Lock()
	fields := h.teamFields
	h.mu.Unlock()
	h.servePage(w, r, team.apps(), fields)
}

func (h *Heroku) serveMembers(w http.ResponseWriter, r *http.Request, _ *team) {
	h.servePage(w, r, members, []string{"email", "id"})
}

// list serves a list of resources that have a name.
func (h *Heroku) list(of func(*inventory) *listing) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { h.servePage(w, r, of(h.current()), nameFields) }
}

func notFound(w http.ResponseWriter, resource, message string) {
	e := newAPIError(http.StatusNotFound, "not_found", message)
	e.Resource = resource
	e.write(w)
}
