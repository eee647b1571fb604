package herokutest

import (
	"cmp"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Token is the token that every mock accepts, with the scope global.
const Token = "herokutest-token"

// Heroku is the mock: an [http.Handler] that serves the Platform API over an inventory of apps.
// It is safe for concurrent use.
type Heroku struct {
	front

	mux http.ServeMux

	mu          sync.Mutex // guards the fields below
	tokens      map[string]access
	clients     []*client
	grants      []*grant
	apps        []App
	teams       map[string]bool // teams that exist without apps; false for a foreign team
	inventory   *inventory
	teamFields  []string
	largestPage int
	remaining   int
	reset       time.Time
}

// access is a token's scope and expiry. The zero time means never.
type access struct {
	scope   string
	expires time.Time
}

// New returns a mock of an account that can see apps.
func New(apps ...App) *Heroku {
	h := &Heroku{
		tokens:      map[string]access{Token: {scope: "global"}},
		clients:     []*client{{id: ClientID, name: "Terraform", secret: ClientSecret, redirectURI: RedirectURI}},
		teams:       make(map[string]bool),
		teamFields:  nameFields,
		remaining:   rateLimit,
		largestPage: largestMax,
	}
	for _, e := range h.endpoints() {
		h.mux.HandleFunc(e.pattern, h.guard(e))
	}
	h.handler = &h.mux
	h.SetApps(apps)
	return h
}

// Authorize makes a token valid with an OAuth scope, such as "read" or "read identity", until
// [Heroku.Revoke].
func (h *Heroku) Authorize(token, scope string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tokens[token] = access{scope: scope}
}

// Revoke makes a token invalid: the API responds to it with 401.
func (h *Heroku) Revoke(token string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.tokens, token)
}

// SetApps replaces the apps. It can be called at any time, even between two pages of a listing. It
// keeps teams added with [Heroku.AddTeam].
func (h *Heroku) SetApps(apps []App) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.apps = slices.Clone(apps)
	h.inventory = newInventory(h.apps, h.teams)
}

// AddTeam adds a team of the account, which can be without apps.
func (h *Heroku) AddTeam(name string) { h.addTeam(name, true) }

// AddForeignTeam adds a team that the account does not belong to.
func (h *Heroku) AddForeignTeam(name string) { h.addTeam(name, false) }

func (h *Heroku) addTeam(name string, member bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.teams = maps.Clone(h.teams)
	h.teams[name] = member
	h.inventory = newInventory(h.apps, h.teams)
}

// Teams returns the names of the account's teams, sorted.
func (h *Heroku) Teams() []string {
	var names []string
	for _, t := range h.current().teams.sorted("name") {
		names = append(names, t.name)
	}
	return names
}

// TeamRanges sets the fields that a team's apps can be ordered by. They are id, name and
// updated_at, as recorded in 2020; the "Platform API Reference" of 2014 allowed only name.
func (h *Heroku) TeamRanges(fields ...string) {
	for _, field := range fields {
		if !slices.Contains(nameFields, field) {
			panic("herokutest: apps have no order by " + field)
		}
	}
	if len(fields) == 0 {
		fields = nameFields
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.teamFields = slices.Clone(fields)
}

// LargestPage limits the elements of a page, even if the request has a larger max. The default is
// 1,000. A small limit splits a small inventory into many pages.
func (h *Heroku) LargestPage(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.largestPage = n
}

// current returns the current inventory.
func (h *Heroku) current() *inventory {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.inventory
}

// ServeHTTP records the request and responds to it.
func (h *Heroku) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	number, handler := h.record(r)
	header := w.Header()
	header.Set("Cache-Control", "private, no-cache")
	// The response repeats the client's Request-Id before Heroku's ("Platform API Reference",
	// Request Id).
	ids := append(r.Header.Values("Request-Id"), uuid("request", number))
	header.Set("Request-Id", strings.Join(ids, ","))
	header.Set("Vary", "Authorization,Accept-Encoding")
	header.Set("Via", "1.1 spaces-router (0123456789ab), 1.1 spaces-router (ba9876543210)")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Runtime", "0.061194711")
	h.setRateLimit(header)

	handler.ServeHTTP(h.watch(w, number), r)
}

// guard checks the version, the token, the scope and the rate limit of a request, in this order,
// and then serves it. Heroku checks the version first: for a request with neither version nor
// token, it reports the missing version.
func (h *Heroku) guard(e endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := checkVersion(r.Header.Values("Accept")); err != nil {
			err.write(w)
			return
		}
		scope, ok := h.scope(r)
		if !ok {
			WriteError(w, http.StatusUnauthorized, "unauthorized", "")
			return
		}
		if e.scopes != nil {
			w.Header().Set("Oauth-Scope", scope)
			w.Header().Set("Oauth-Scope-Accepted", strings.Join(e.scopes, " "))
			accepted := func(s string) bool { return slices.Contains(e.scopes, s) }
			if !slices.ContainsFunc(strings.Fields(scope), accepted) {
				WriteError(w, http.StatusForbidden, "forbidden", "")
				return
			}
		}
		if !e.free && !h.spend() {
			WriteError(w, http.StatusTooManyRequests, "rate_limit", "")
			return
		}
		h.setRateLimit(w.Header())
		e.serve(w, r)
	}
}

// scope returns the scope of the request's token. Heroku documents the Bearer scheme, but clients
// such as heroku-go still send the token as the password of the Basic scheme.
func (h *Heroku) scope(r *http.Request) (scope string, ok bool) {
	_, token, basic := r.BasicAuth()
	if !basic {
		scheme, credentials, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return "", false
		}
		token = strings.TrimSpace(credentials)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	a, ok := h.tokens[token]
	return a.scope, ok && (a.expires.IsZero() || time.Now().Before(a.expires))
}

// checkVersion rejects a request for any version but 3 and its variants. The response to another
// version is not recorded, so it follows "Platform API Reference", Error Responses. The response to
// a variant has the form of version 3.
func checkVersion(accept []string) *apiError {
	asked := ""
	for mediaType := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		name, params, err := mime.ParseMediaType(mediaType)
		if err != nil || name != "application/vnd.heroku+json" {
			continue
		}
		version := params["version"]
		if version == "3" || strings.HasPrefix(version, "3.") {
			return nil
		}
		asked = cmp.Or(asked, version)
	}
	if asked == "" {
		return newAPIError(http.StatusBadRequest, "missing_version", "")
	}
	return newAPIError(http.StatusNotAcceptable, "not_acceptable", "")
}
