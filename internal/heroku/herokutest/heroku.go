package herokutest

import (
	"cmp"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Token is the token that every mock knows, with the scope global.
const Token = "herokutest-token"

// Heroku is the mock: an [http.Handler] that serves the API over an inventory
// of apps. All of it may be used at once by any number of goroutines.
type Heroku struct {
	front

	mu          sync.Mutex // guards what follows
	tokens      map[string]access
	grants      []*grant
	apps        []App
	added       map[string]bool // teams that need no app
	inventory   *inventory
	teamFields  []string
	largestPage int
	remaining   int
	reset       time.Time
}

// access is what a token may do, and until when. The zero time is for ever.
type access struct {
	scope   string
	expires time.Time
}

// New returns a mock of an account that can see apps.
func New(apps ...App) *Heroku {
	h := &Heroku{
		tokens:      map[string]access{Token: {scope: "global"}},
		added:       make(map[string]bool),
		remaining:   rateLimit,
		largestPage: largestMax,
	}
	h.handler = http.HandlerFunc(h.serveAPI)
	h.TeamRanges()
	h.SetApps(apps)
	return h
}

// Authorize lets a token in with an OAuth scope, such as "read" or
// "read identity", until it is revoked.
func (h *Heroku) Authorize(token, scope string) {
	h.letIn(token, access{scope: scope})
}

func (h *Heroku) letIn(token string, a access) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tokens[token] = a
}

// Revoke makes a token unknown: requests with it are answered with 401.
func (h *Heroku) Revoke(token string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.tokens, token)
}

// ServeHTTP records the request and answers it.
func (h *Heroku) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	number, handler := h.record(r)
	header := w.Header()
	header.Set("Cache-Control", "private, no-cache")
	// A Request-Id of the client's own comes back before Heroku's
	// ("Platform API Reference", Request Id).
	ids := append(r.Header.Values("Request-Id"), uuid("request", number))
	header.Set("Request-Id", strings.Join(ids, ","))
	header.Set("Vary", "Authorization,Accept-Encoding")
	header.Set("X-Content-Type-Options", "nosniff")
	h.setRateLimit(header)

	handler.ServeHTTP(h.watch(w, number), r)
}

// serveAPI checks a request in the order: token, version, method, scope, rate
// limit. Then it answers it.
func (h *Heroku) serveAPI(w http.ResponseWriter, r *http.Request) {
	scope, ok := h.scope(r)
	if !ok {
		WriteError(w, http.StatusUnauthorized, "unauthorized", "")
		return
	}
	w.Header().Set("Oauth-Scope", scope)

	if err := checkVersion(r.Header.Values("Accept")); err != nil {
		err.write(w)
		return
	}
	e := h.endpoint(r.URL.Path)
	if method := cmp.Or(e.method, http.MethodGet); r.Method != method {
		w.Header().Set("Allow", method)
		WriteError(w, http.StatusMethodNotAllowed, "method_not_allowed", "")
		return
	}

	w.Header().Set("Oauth-Scope-Accepted", strings.Join(e.scopes, " "))
	if !slices.ContainsFunc(strings.Fields(scope), func(s string) bool { return slices.Contains(e.scopes, s) }) {
		WriteError(w, http.StatusForbidden, "forbidden", "")
		return
	}
	if !e.free && !h.spend() {
		WriteError(w, http.StatusTooManyRequests, "rate_limit", "")
		return
	}
	h.setRateLimit(w.Header())
	e.serve(w, r)
}

// scope returns the scope of the request's token. Heroku documents the Bearer
// scheme; clients still send the token as the password of the Basic scheme,
// heroku-go among them.
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

// checkVersion refuses a request that does not ask for version 3 or a variant
// of it. Without any version it is taken for one to the API before version 3,
// which has been gone since (logged in heroku-examples/heroku-oauth-example-go,
// issue 7); with another version it is not acceptable ("Platform API
// Reference", Error Responses).
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
		return newAPIError(http.StatusGone, "gone", "")
	}
	return newAPIError(http.StatusNotAcceptable, "not_acceptable", "")
}
