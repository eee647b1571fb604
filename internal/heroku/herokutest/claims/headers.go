package claims

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

const readScopes = "global read read-protected write write-protected"

// headerClaims are about the headers of responses.
var headerClaims = []claim{
	{
		name: "An ETag is strong and has 32 hexadecimal digits",
		rows: []int{3, 11, 17, 41, 51, 122}, ask: needsApps(1, ""),
		head: matches("ETag", `^"([0-9a-f]{32}|<32 hex>)"$`),
	},
	{
		name: "A request with the ETag of the response gets 304 and no body",
		ask: func(a *account) (request, error) {
			first := a.session.known[request{path: "/apps"}]
			if first.header.Get("ETag") == "" {
				return request{}, untried("GET /apps has no ETag")
			}
			return request{path: "/apps", noneMatch: first.header.Get("ETag")}, nil
		},
		head: status(http.StatusNotModified),
		body: func(_ *account, e *exchange) string {
			if len(e.body) > 0 {
				return "the response has a body"
			}
			return ""
		},
	},
	{
		name: "A response has RateLimit-Remaining and RateLimit-Multiplier, and neither RateLimit-Reset nor Retry-After",
		rows: []int{3, 11, 17, 41, 51}, ask: get("/apps"),
		head: all(matches("RateLimit-Remaining", `^\d+$`), matches("RateLimit-Multiplier", `^\d+$`),
			func(e *exchange) string { return lacking(e, "RateLimit-Reset", "Retry-After") }),
	},
	{
		name: "A list of apps names the token's scopes and those it accepts, read among them",
		rows: []int{3, 41, 42, 51}, ask: get("/apps"),
		head: all(matches("Oauth-Scope", `^[a-z -]+$`), equal("Oauth-Scope-Accepted", readScopes)),
	},
	{
		name: "The account takes the scope global or identity",
		rows: []int{15, 17, 20, 22}, ask: get("/account"),
		head: equal("Oauth-Scope-Accepted", "global identity"),
	},
	{
		name: "Regions need no scope, and the response names none",
		rows: []int{122, 123}, ask: get("/regions"),
		head: all(status(http.StatusOK), func(e *exchange) string { return lacking(e, "Oauth-Scope", "Oauth-Scope-Accepted") }),
		body: inOrderOf("name"),
	},
	{
		name: "A response is JSON, varies by Authorization and Accept-Encoding, and is not for shared caches",
		rows: []int{3, 11, 17}, ask: get("/apps"),
		head: all(equal("Content-Type", "application/json"), equal("Vary", "Authorization,Accept-Encoding"),
			equal("Cache-Control", "private, no-cache")),
	},
	{
		name: "Apps can be ordered by id, name and updated_at",
		rows: []int{41, 42}, ask: get("/apps"), head: equal("Accept-Ranges", "id, name, updated_at"),
	},
	{
		name: "Teams can be ordered by id, name and updated_at",
		rows: []int{9, 10, 11}, ask: ranged("/teams", idPages), head: equal("Accept-Ranges", "id, name, updated_at"),
	},
	{
		name: "A team's apps can be ordered by id, name and updated_at",
		rows: []int{3}, ask: ofTeam("/apps", idPages), head: equal("Accept-Ranges", "id, name, updated_at"),
	},
	{
		name: "A team's members can be ordered by email and id, and take the scope global",
		rows: []int{4, 14}, ask: ofTeam("/members", idPages, "global"),
		head: all(equal("Accept-Ranges", "email, id"), equal("Oauth-Scope-Accepted", "global")),
	},
	{
		name: "A request that accepts gzip gets it, also with a Range",
		ask: func(a *account) (request, error) {
			return request{path: "/apps", byRange: idPages, encoding: "gzip"}, nil
		},
		head: equal("Content-Encoding", "gzip"),
	},
	{
		name: "The API speaks HTTP/2",
		ask: func(a *account) (request, error) {
			if a.session.config.BaseURL.Scheme != "https" {
				return request{}, untried("the API is not served over HTTPS")
			}
			return request{path: "/apps"}, nil
		},
		head: func(e *exchange) string {
			if e.proto != "HTTP/2.0" {
				return e.proto
			}
			return ""
		},
	},
	{
		name: "The rate limit is one number, and its request is free",
		rows: []int{131}, ask: func(a *account) (request, error) {
			return request{path: "/account/rate-limits"}, a.needs("global", "identity")
		},
		head: status(http.StatusOK),
		body: func(a *account, e *exchange) string {
			var limit map[string]int
			if err := json.Unmarshal(e.body, &limit); err != nil || len(limit) != 1 {
				return fmt.Sprintf("%d attributes, %v", len(limit), err)
			}
			if remaining := e.header.Get("RateLimit-Remaining"); fmt.Sprint(limit["remaining"]) != remaining {
				return fmt.Sprintf("remaining is %d, RateLimit-Remaining %s", limit["remaining"], remaining)
			}
			before := a.session.sent[len(a.session.sent)-2].header.Get("RateLimit-Remaining")
			if after := e.header.Get("RateLimit-Remaining"); strings.Compare(after, before) < 0 && len(after) == len(before) {
				return fmt.Sprintf("%s requests remain, and %s before", after, before)
			}
			return ""
		},
	},
}
