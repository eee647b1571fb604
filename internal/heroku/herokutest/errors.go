package herokutest

import (
	"fmt"
	"html"
	"net/http"
	"slices"
)

// messages are Heroku's messages by error id. The first group is recorded. In the second group,
// only the ids are certain.
var messages = map[string]string{
	"forbidden":       "The scope of this OAuth authorization does not allow access to this resource.",
	"gone":            "This version of the API has been Sunset.",
	"missing_version": "Please specify a version along with Heroku's API MIME type. For example, `Accept: application/vnd.heroku+json; version=3`.\n",
	"rate_limit":      "Your account reached the API rate limit\nPlease wait a few minutes before making new requests",
	"unauthorized":    "Invalid credentials provided.",

	"bad_request":         "Request invalid, validate usage and try again.",
	"delinquent":          "There is a problem with the payment for your account.",
	"invalid_params":      "Params invalid, check usage and try again.",
	"not_acceptable":      "The requested version of the API is not known.",
	"not_found":           "The requested API endpoint was not found.",
	"suspended":           "Your account is suspended.",
	"two_factor":          "A second authentication factor is required.",
	"verification_needed": "Please verify your account.",
}

const rateLimitURL = "https://devcenter.heroku.com/articles/platform-api-reference#rate-limits"

// apiError is an error in the form of Heroku's API ("Platform API Reference", Error Responses). Its
// attributes are in the recorded order.
type apiError struct {
	status int

	Resource string `json:"resource,omitempty"`
	ID       string `json:"id"`
	Message  string `json:"message,omitempty"`
	Former   string `json:"error,omitempty"` // in place of message in the oldest parts of the API
	URL      string `json:"url,omitempty"`
}

// Error returns the status, the id and the message.
func (e *apiError) Error() string {
	return fmt.Sprintf("%d %s: %s", e.status, e.ID, e.Message+e.Former)
}

// newAPIError returns the error with the id. If message is empty, it has Heroku's message for the
// id.
func newAPIError(status int, id, message string) *apiError {
	if message == "" {
		message = messages[id]
	}
	e := &apiError{status: status, ID: id, Message: message}
	switch id {
	case "gone", "missing_version":
		e.Message, e.Former = "", message
	case "rate_limit":
		e.URL = rateLimitURL
	}
	return e
}

var (
	rateHeaders  = []string{"RateLimit-Multiplier", "RateLimit-Remaining", "RateLimit-Reset"}
	scopeHeaders = []string{"Oauth-Scope", "Oauth-Scope-Accepted"}
)

// write responds with the error. In the recordings, a 401 names neither scopes nor the rate limit,
// a 404 often names no scopes (here never), and missing_version has still fewer headers.
func (e *apiError) write(w http.ResponseWriter) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	switch {
	case e.ID == "missing_version":
		header.Set("Content-Type", "application/json; charset=utf-8")
		remove(header, slices.Concat(rateHeaders, []string{"Vary", "Cache-Control"}))
	case e.status == http.StatusUnauthorized:
		remove(header, slices.Concat(rateHeaders, scopeHeaders))
	case e.status == http.StatusNotFound:
		remove(header, scopeHeaders)
	}
	body := mustMarshal(e)
	w.WriteHeader(e.status)
	_, _ = w.Write(body) // The client may be gone.
}

func remove(header http.Header, names []string) {
	for _, name := range names {
		header.Del(name)
	}
}

// WriteError responds with an error in Heroku's form: an object with id, message and, for
// rate_limit, url. For the ids gone and missing_version, the message is under error. If message is
// empty, a known id gets Heroku's message. With an empty id the response is an HTML page, which
// Heroku's router sends when the API does not respond.
func WriteError(w http.ResponseWriter, status int, id, message string) {
	if id != "" {
		newAPIError(status, id, message).write(w)
		return
	}
	if message == "" {
		message = http.StatusText(status)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `<!DOCTYPE html>
<html><head><title>Application Error</title></head>
<body><h1>%s</h1><iframe src="//www.herokucdn.com/error-pages/application-error.html"></iframe></body></html>
`, html.EscapeString(message))
}
