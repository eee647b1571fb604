package heroku

import (
	"cmp"
	"fmt"
	"net/http"
	"time"
)

// maxErrorBytes bounds the body of an error.
const maxErrorBytes = 64 << 10

// Error is a response of the Platform API that is not a success
// (https://devcenter.heroku.com/articles/platform-api-reference#errors). Its texts have a bounded
// length, and contain neither the token nor control characters.
type Error struct {
	// Request is the request, such as "GET /apps".
	Request string
	// Status is the HTTP status code.
	Status int
	// ID is Heroku's name for the error, such as "rate_limit", or empty if the body was not
	// Heroku's.
	ID string
	// Message is Heroku's explanation, or empty if the body was not Heroku's.
	Message string
	// URL is the page that Heroku refers to, if any.
	URL string
	// RequestID is what Heroku's support asks for, if the response had it.
	RequestID string
	// Scope and AcceptedScopes are the OAuth scopes, separated by spaces, of the token and of those
	// that the request accepts. They are empty if the response did not say.
	Scope, AcceptedScopes string
	// RetryAfter is how long Heroku asks to wait, or zero if it did not say.
	RetryAfter time.Duration
	// Retries is how many times the request was retried.
	Retries int
}

// Error names the request and the response, in one line.
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

// newError returns the error of a response. A body that is not Heroku's adds nothing to the status.
func newError(got head, body []byte) *Error {
	said, _ := decodeJSON[struct {
		ID      string `json:"id"`
		Message string `json:"message"`
		Error   string `json:"error"` // In place of the message, where a version of the API is gone (410).
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

// IncompleteError says why a response is not what the API should send, or why the pages of a
// listing cannot be every app.
type IncompleteError struct {
	// Request is the request, such as "GET /apps".
	Request string
	// Page is the page of a listing, counted from 1, that showed it.
	Page int
	// RequestID is what Heroku's support asks for, if the response had it.
	RequestID string
	// Reason is what is wrong with the response, as a clause.
	Reason string
}

// Error names the request and what is wrong with the response, in one line.
func (e *IncompleteError) Error() string {
	if e.Page == 0 {
		return fmt.Sprintf("%s: %s", e.Request, e.Reason)
	}
	return fmt.Sprintf("page %d of %s: %s", e.Page, e.Request, e.Reason)
}
