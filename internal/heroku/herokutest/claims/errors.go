package claims

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// apiError is the body of an error.
type apiError struct{ Resource, ID, Message, Error string }

// says returns a check that the body is the wanted error.
func says(want apiError) func(*account, *exchange) string {
	return func(_ *account, e *exchange) string {
		var got apiError
		if err := json.Unmarshal(e.body, &got); err != nil {
			return "the body is not an error: " + err.Error()
		}
		if got != want {
			return fmt.Sprintf("the error is %+v", got)
		}
		return ""
	}
}

// errorClaims are about requests that the API rejects.
var errorClaims = []claim{
	{
		name: "A Range without a field is rejected with 416",
		rows: []int{141}, ask: ranged("/apps", "max=1000"), head: status(http.StatusRequestedRangeNotSatisfiable),
		body: says(apiError{ID: "requested_range_not_satisfiable", Message: "Requested range order is not allowed, please try `id` " +
			"or another specified in `Accept-Ranges`."}),
	},
	{
		name: "A Range by a field that is not in Accept-Ranges is rejected with 416",
		ask:  ranged("/apps", "size ..; max=1"), head: status(http.StatusRequestedRangeNotSatisfiable),
	},
	{
		name: "A Range with an end and no start is rejected with 416",
		rows: []int{142}, ask: ranged("/apps", "id .., order=desc"), head: status(http.StatusRequestedRangeNotSatisfiable),
		body: says(apiError{ID: "requested_range_not_satisfiable", Message: "End range bounds without a start bound are currently " +
			"not supported. Please specify a start bound."}),
	},
	{
		name: "A Range that cannot be parsed is rejected with 400",
		rows: []int{143}, ask: ranged("/apps", "id ..; max=10; order=desc"), head: status(http.StatusBadRequest),
		body: says(apiError{ID: "bad_request", Message: "Invalid `Range` header. Please use format like `id ..; max=10, order=desc`. "}),
	},
	{
		name: "An unknown token gets 401, which names neither scopes nor the rate limit",
		rows: []int{18, 19}, ask: func(*account) (request, error) {
			return request{path: "/account", token: "00000000-0000-0000-0000-000000000000"}, nil
		},
		head: all(status(http.StatusUnauthorized), func(e *exchange) string {
			return lacking(e, "Oauth-Scope", "Oauth-Scope-Accepted", "RateLimit-Remaining", "RateLimit-Multiplier")
		}),
		body: says(apiError{ID: "unauthorized", Message: "Invalid credentials provided."}),
	},
	{
		name: "An unknown app gets 404, with the rate limit, and an error in the order resource, id, message",
		rows: []int{13, 16, 54}, ask: get("/apps/00000000-0000-0000-0000-000000000000"),
		head: all(status(http.StatusNotFound), matches("RateLimit-Remaining", `^\d+$`)),
		body: func(_ *account, e *exchange) string {
			resource, id, message := strings.Index(string(e.body), `"resource"`), strings.Index(string(e.body), `"id"`),
				strings.Index(string(e.body), `"message"`)
			if resource < 0 || id < resource || message < id {
				return "the attributes are in another order, or one is missing"
			}
			return ""
		},
	},
	{
		name: "A request without a version is rejected before its token is checked, with missing_version under error",
		rows: []int{136}, ask: func(*account) (request, error) {
			return request{path: "/apps", accept: "*/*", token: noToken}, nil
		},
		head: func(e *exchange) string { return lacking(e, "Vary", "Cache-Control", "RateLimit-Remaining") },
		body: says(apiError{ID: "missing_version", Error: "Please specify a version along with Heroku's API MIME type. " +
			"For example, `Accept: application/vnd.heroku+json; version=3`.\n"}),
	},
	{
		name: "The scope read is not enough for the account",
		ask:  without("/account", "global", "identity"), head: status(http.StatusForbidden),
		body: says(apiError{ID: "forbidden", Message: "The scope of this OAuth authorization does not allow access to this resource."}),
	},
	{
		name: "The scope read is not enough for the account's authorizations",
		ask:  without("/oauth/authorizations", "global"), head: status(http.StatusForbidden),
		body: says(apiError{ID: "forbidden", Message: "The scope of this OAuth authorization does not allow access to this resource."}),
	},
	{
		name: "A team that the account does not belong to gets 403, with the message under error",
		// Row 145 contains the message. Its status was not recorded.
		rows: []int{145}, ask: func(a *account) (request, error) {
			if a.session.config.ForeignTeam == "" {
				return request{}, untried("no such team is known")
			}
			return request{path: "/teams/" + a.session.config.ForeignTeam + "/apps"}, nil
		},
		head: status(http.StatusForbidden),
		body: func(a *account, e *exchange) string {
			return says(apiError{ID: "forbidden", Error: "You do not have access to the team " + a.session.config.ForeignTeam + "."})(a, e)
		},
	},
}
