package heroku

import (
	"cmp"
	"fmt"
	"net/http"
	"time"
)

// maxErrorBytes bounds the body of an error.
const maxErrorBytes = 64 << 10

// Error is an error response of the Platform API
// (https://devcenter.heroku.com/articles/platform-api-reference#errors). Its strings have a bounded
// length, and contain neither the token nor control characters.
type Error struct {
	// Request is the request, such as "GET /apps".
	Request string
	// Status is the HTTP status code.
	Status int
	// ID is Heroku's name for the error, such as "rate_limit", or empty for a body in another form.
	ID string
	// Message is Heroku's explanation, or empty if the body has another form.
	Message string
	// URL is the documentation page that Heroku refers to, if any.
	URL string
	// RequestID identifies the request to Heroku's support. It is empty if the response had none.
	RequestID string
	// Scope is the OAuth scopes of the token, and AcceptedScopes are those that the endpoint
	// accepts, separated by spaces. Each is empty if the response does not name it.
	Scope, AcceptedScopes string
	// RetryAfter is the delay that Heroku requests, or zero.
	RetryAfter time.Duration
	// Retries is how many times the request was retried.
	Retries int
}

// Error describes the request and the response on one line.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s: %d %s", e.Request, e.Status, http.StatusText(e.Status))
	if e.ID != "" {
		text += ", " + e.ID
	}
	if e.Message != "" {
		text += ": " + e.Message
	}
	return text
}

// newError returns the error of a response. It ignores a body that is not in Heroku's form.
func newError(got head, body []byte) *Error {
	said, _ := decodeJSON[struct {
		ID      string `json:"id"`
		Message string `json:"message"`
		Error   string `json:"error"` // Replaces the message when a version of the API is gone (410).
		URL     string `json:"url"`
	}](body)
	return &Error{
		Request:        got.request.String(),
		Status:         got.status,
		ID:             got.shown(said.ID),
		Message:        got.shown(cmp.Or(said.Message, said.Error)),
		URL:            got.shown(said.URL),
		RequestID:      got.requestID(),
		Scope:          got.scope(),
		AcceptedScopes: got.shown(got.header.Get("Oauth-Scope-Accepted")),
		RetryAfter:     cmp.Or(got.limits().earliest, got.limits().latest),
	}
}

// IncompleteError reports that a response is malformed, or that the pages of a listing do not add
// up to every app.
type IncompleteError struct {
	// Request is the request, such as "GET /apps".
	Request string
	// Page is the number of the page that shows it, counted from 1, or 0 outside a listing.
	Page int
	// RequestID identifies the request to Heroku's support. It is empty if the response had none.
	RequestID string
	// Reason describes what is wrong with the response, as a clause.
	Reason string
}

// Error names the request and the reason, on one line.
func (e *IncompleteError) Error() string {
	if e.Page == 0 {
		return fmt.Sprintf("%s: %s", e.Request, e.Reason)
	}
	return fmt.Sprintf("page %d of %s: %s", e.Page, e.Request, e.Reason)
}
