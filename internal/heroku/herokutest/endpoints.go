package herokutest

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Scopes that may read ("OAuth", Scopes; the first as a logged answer has them
// in Oauth-Scope-Accepted).
var (
	appScopes     = []string{"global", "read", "read-protected", "write", "write-protected"}
	accountScopes = []string{"global", "identity"}
	globalScope   = []string{"global"}
	anyScope      = append(slices.Clone(appScopes), "identity")
)

// endpoint is one resource of the API.
type endpoint struct {
	method string // GET if empty
	scopes []string
	free   bool // of the rate limit
	serve  http.HandlerFunc
}

// endpoint returns the endpoint at path, one that answers 404 if there is
// none.
func (h *Heroku) endpoint(path string) endpoint {
	inv := h.current()
	switch path {
	case "/account":
		return endpoint{scopes: accountScopes, serve: h.serveAccount}
	case "/account/rate-limits":
		return endpoint{scopes: anyScope, free: true, serve: h.serveRateLimits}
	case "/apps":
		return endpoint{scopes: appScopes, serve: h.list(inv.apps, sortFields)}
	case "/users/~/apps", "/users/" + Email + "/apps":
		return endpoint{scopes: appScopes, serve: h.list(inv.personal, sortFields)}
	case "/teams":
		// The schema is silent; "Platform API Reference" of 2014 says name.
		return endpoint{scopes: appScopes, serve: h.list(inv.teams, []string{"name"})}
	case "/oauth/authorizations":
		return endpoint{scopes: globalScope, serve: h.list(h.authorizations(), []string{"id"})}
	}
	if id, ok := strings.CutPrefix(path, "/oauth/authorizations/"); ok {
		return endpoint{method: http.MethodDelete, scopes: globalScope, serve: h.serveRevocation(id)}
	}
	if rest, ok := strings.CutPrefix(path, "/teams/"); ok {
		nameOrID, apps := strings.CutSuffix(rest, "/apps")
		return endpoint{scopes: appScopes, serve: h.serveTeam(nameOrID, apps)}
	}
	return endpoint{scopes: anyScope, serve: notFound("", "")}
}

// TeamRanges sets the fields that a team's apps can be ordered by, of id, name
// and updated_at, the first by default; without fields, id and name. The
// schema does not name any. Heroku's own clients sent id, while the "Platform
// API Reference" of 2014 allowed only name: TeamRanges("name") answers a Range
// by id with 416.
func (h *Heroku) TeamRanges(fields ...string) {
	for _, field := range fields {
		if !slices.Contains(sortFields, field) {
			panic("herokutest: apps have no order by " + field)
		}
	}
	if len(fields) == 0 {
		fields = []string{"id", "name"}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.teamFields = slices.Clone(fields)
}

// LargestPage sets how many elements a page has at most, whatever is asked
// for; it is 1000. With less, a small inventory has many pages.
func (h *Heroku) LargestPage(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.largestPage = n
}

func (h *Heroku) serveAccount(w http.ResponseWriter, r *http.Request) {
	respond(w, r, http.StatusOK, accountJSON)
}

func (h *Heroku) serveRateLimits(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	remaining := h.remaining
	h.mu.Unlock()
	respond(w, r, http.StatusOK, fmt.Appendf(nil, `{"remaining":%d}`, max(remaining, 0)))
}

// serveTeam answers for one team, or for its apps.
func (h *Heroku) serveTeam(nameOrID string, apps bool) http.HandlerFunc {
	inv := h.current()
	team, ok := inv.team(nameOrID)
	switch {
	case !ok:
		return notFound("team", "Couldn't find that team.")
	case apps:
		h.mu.Lock()
		fields := h.teamFields
		h.mu.Unlock()
		return h.list(inv.teamApps[team.id](), fields)
	}
	return func(w http.ResponseWriter, r *http.Request) {
		respond(w, r, http.StatusOK, team.json)
	}
}

func notFound(resource, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		e := newAPIError(http.StatusNotFound, "not_found", message)
		e.Resource = resource
		e.write(w)
	}
}

// list answers with one page of l, which can be ordered by fields.
func (h *Heroku) list(l *listing, fields []string) http.HandlerFunc {
	h.mu.Lock()
	largest := h.largestPage
	h.mu.Unlock()
	return func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Accept-Ranges", strings.Join(fields, ", "))
		s, err := parseSpan(r.Header.Get("Range"), fields)
		if bad := (*apiError)(nil); errors.As(err, &bad) {
			bad.write(w)
			return
		}

		s.max = min(s.max, largest)
		items, more := l.page(s)
		var first, last string
		if len(items) > 0 {
			first, last = items[0].value(s.field), items[len(items)-1].value(s.field)
		}
		header.Set("Content-Range", fmt.Sprintf("%s %s..%s; max=%d", s.field, first, last, s.max))
		if updated, err := time.Parse(time.RFC3339, l.updatedAt()); err == nil {
			header.Set("Last-Modified", updated.UTC().Format(http.TimeFormat))
		}
		status := http.StatusOK
		if more {
			status = http.StatusPartialContent
			header.Set("Next-Range", s.after(last))
		}
		respond(w, r, status, encode(items))
	}
}

// respond answers with a JSON body, or with 304 if the client has it already.
func respond(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	header := w.Header()
	etag := fmt.Sprintf(`"%x"`, sha256.Sum256(body))
	header.Set("ETag", etag)
	if matches(r.Header.Values("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	header.Set("Content-Type", "application/json")
	if acceptsGzip(r) {
		header.Set("Content-Encoding", "gzip")
		body = pack(body)
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client is gone
}

// matches reports whether a header that is a list names value or all values.
func matches(header []string, value string) bool {
	for element := range strings.SplitSeq(strings.Join(header, ","), ",") {
		element = strings.TrimPrefix(strings.TrimSpace(element), "W/")
		if element == value || element == "*" {
			return true
		}
	}
	return false
}
