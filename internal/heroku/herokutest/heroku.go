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
	mu         sync.Mutex
	handler    http.Handler // the API inside the faults
	scopes     map[string]string
	apps       []App
	added      map[string]bool // teams that need no app
	inventory  *inventory
	teamFields []string
	remaining  int
	reset      time.Time
	requests   []Request
}

// Request is one request that the mock received.
type Request struct {
	Method string
	// Path is the path and the query, as received.
	Path   string
	Header http.Header
	// Status is what the mock answered, 0 while it has not.
	Status int
}

// New returns a mock of an account that can see apps.
func New(apps ...App) *Heroku {
	h := &Heroku{
		scopes:    map[string]string{Token: "global"},
		added:     make(map[string]bool),
		remaining: rateLimit,
	}
	h.handler = http.HandlerFunc(h.serveAPI)
	h.TeamRanges()
	h.SetApps(apps)
	return h
}

// Authorize lets a token in with an OAuth scope, such as "read" or
// "read identity".
func (h *Heroku) Authorize(token, scope string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.scopes[token] = scope
}

// Revoke makes a token unknown: requests with it are answered with 401.
func (h *Heroku) Revoke(token string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.scopes, token)
}

// Use puts a fault around the API, and around the faults before it, for all
// later requests. A fault that hijacks the connection reaches it with
// [http.NewResponseController].
func (h *Heroku) Use(mw func(http.Handler) http.Handler) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.handler = mw(h.handler)
}

// Requests returns everything received until now, in order.
func (h *Heroku) Requests() []Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	requests := slices.Clone(h.requests)
	for i := range requests {
		requests[i].Header = requests[i].Header.Clone()
	}
	return requests
}

// ServeHTTP records the request and answers it.
func (h *Heroku) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	number := len(h.requests)
	h.requests = append(h.requests, Request{Method: r.Method, Path: r.URL.RequestURI(), Header: r.Header.Clone()})
	handler := h.handler
	h.mu.Unlock()

	header := w.Header()
	header.Set("Cache-Control", "private, no-cache")
	// A Request-Id of the client's own comes back before Heroku's
	// ("Platform API Reference", Request Id).
	ids := append(r.Header.Values("Request-Id"), uuid("request", number))
	header.Set("Request-Id", strings.Join(ids, ","))
	header.Set("Vary", "Authorization,Accept-Encoding")
	header.Set("X-Content-Type-Options", "nosniff")
	h.setRateLimit(header)

	handler.ServeHTTP(&recorder{ResponseWriter: w, answered: func(status int) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.requests[number].Status = status
	}}, r)
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
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		WriteError(w, http.StatusMethodNotAllowed, "method_not_allowed", "")
		return
	}

	e := h.endpoint(r.URL.Path)
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
	scope, ok = h.scopes[token]
	return scope, ok
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

// recorder tells the status of an answer before the client can know it.
type recorder struct {
	http.ResponseWriter

	answered func(status int)
	done     bool
}

// WriteHeader reports the first status and sends it.
func (rec *recorder) WriteHeader(status int) {
	if !rec.done {
		rec.done = true
		rec.answered(status)
	}
	rec.ResponseWriter.WriteHeader(status)
}

// Write sends a part of the body, with the status 200 when there is none yet.
func (rec *recorder) Write(p []byte) (int, error) {
	if !rec.done {
		rec.WriteHeader(http.StatusOK)
	}
	return rec.ResponseWriter.Write(p)
}

// Unwrap is for [http.NewResponseController].
func (rec *recorder) Unwrap() http.ResponseWriter {
	return rec.ResponseWriter
}
