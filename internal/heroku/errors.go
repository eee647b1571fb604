package heroku

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

// maxErrorBytes bounds how much of an error's body is read.
const maxErrorBytes = 64 << 10

// Error is an answer of the Platform API that is not a success
// (https://devcenter.heroku.com/articles/platform-api-reference#errors). Its texts are cut to a bounded length and
// hold neither the token nor control characters.
type Error struct {
	// Request is what was asked, such as "GET /apps".
	Request string
	// Status is the HTTP status code.
	Status int
	// ID is Heroku's name of the error, such as "rate_limit". It is empty if the body was not Heroku's.
	ID string
	// Message is Heroku's sentence on it. It is empty if the body was not Heroku's.
	Message string
	// URL is the page Heroku points to, if any.
	URL string
	// RequestID is what Heroku's support asks for, if the answer had it.
	RequestID string
	// Scope and AcceptedScopes are the OAuth scopes, separated by blanks, that the token has and that the request
	// takes. They are empty if the answer did not say.
	Scope, AcceptedScopes string
	// RetryAfter is how long Heroku asks to wait, or zero if it did not say.
	RetryAfter time.Duration
	// Retries is how often the request had been tried again in vain.
	Retries int
}

// Error says what was asked and what came back, in one line.
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

// newError reads an answer that is not a success. A body that is not Heroku's adds nothing to the status.
func newError(resp *http.Response, path string, retries int) *Error {
	var body struct {
		ID      string `json:"id"`
		Message string `json:"message"`
		Error   string `json:"error"` // In the place of the message, where an old version of the API is gone (410).
		URL     string `json:"url"`
	}
	if json.UnmarshalRead(io.LimitReader(resp.Body, maxErrorBytes), &body) != nil {
		body.ID, body.Message, body.Error, body.URL = "", "", "", ""
	}
	if body.Message == "" {
		body.Message = body.Error
	}
	return &Error{
		Request:        cmp.Or(resp.Request.Method, http.MethodGet) + " " + path,
		Status:         resp.StatusCode,
		ID:             shown(resp, body.ID),
		Message:        shown(resp, body.Message),
		URL:            shown(resp, body.URL),
		RequestID:      requestID(resp),
		Scope:          shown(resp, resp.Header.Get("Oauth-Scope")),
		AcceptedScopes: shown(resp, resp.Header.Get("Oauth-Scope-Accepted")),
		RetryAfter:     askedWait(resp),
		Retries:        retries,
	}
}

// RateLimitError says that a listing was given up before its next page was asked for: the account has no requests left,
// and the wait for more would not end before the listing's context.
type RateLimitError struct {
	// Request is what was not asked, such as "GET /apps".
	Request string
	// Page is the page of the list that was not asked for, counted from 1.
	Page int
	// RequestID is that of the answer that said so, if it had one.
	RequestID string
	// RetryAfter is how long the wait would have been.
	RetryAfter time.Duration
}

// Error says what was not asked and for how long, in one line.
func (e *RateLimitError) Error() string {
	return fmt.Sprintf("page %d of %s: no requests are left, and more only after %s", e.Page, e.Request, e.RetryAfter)
}

// connectionError is the failure of a connection in words that hold neither the token nor control characters, since a
// line that is not HTTP is a part of net/http's own.
type connectionError struct {
	err   error
	token string
}

func (e *connectionError) Error() string {
	return redact.Text(e.err.Error(), e.token)
}

func (e *connectionError) Unwrap() error { return e.err }

// IncompleteError says why the answers of a listing cannot be every app. No app is given with it.
type IncompleteError struct {
	// Request is what was asked, such as "GET /apps".
	Request string
	// Page is the page, counted from 1, that showed it.
	Page int
	// RequestID is what Heroku's support asks for, if the answer had it.
	RequestID string
	// Reason says what is wrong with the page, as a clause.
	Reason string
}

// Error says what was asked and what is wrong with the answer, in one line.
func (e *IncompleteError) Error() string {
	return fmt.Sprintf("page %d of %s: %s", e.Page, e.Request, e.Reason)
}

// requestID returns the name that Heroku gave to a request, which may be several, separated by commas.
func requestID(resp *http.Response) string {
	if resp == nil {
		return ""
	}
	return shown(resp, resp.Header.Get("Request-Id"))
}

// shown makes a text of an answer fit to be shown: it could repeat the token that was sent.
func shown(resp *http.Response, text string) string {
	token := ""
	if resp != nil && resp.Request != nil {
		token = strings.TrimPrefix(resp.Request.Header.Get("Authorization"), "Bearer ")
	}
	return redact.Text(text, token)
}
