package herokutest

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
)

// messages are what Heroku says with an error id. Those of unauthorized,
// forbidden and rate_limit are as logged answers have them, that of gone is
// the beginning of one; of the others only the id is certain.
var messages = map[string]string{
	"bad_request":         "Request invalid, validate usage and try again.",
	"delinquent":          "There is a problem with the payment for your account.",
	"forbidden":           "The scope of this OAuth authorization does not allow access to this resource.",
	"gone":                "This version of the API has been Sunset.",
	"invalid_params":      "Params invalid, check usage and try again.",
	"method_not_allowed":  "The mock does not allow this method here.",
	"not_acceptable":      "The requested version of the API is not known.",
	"not_found":           "The requested API endpoint was not found.",
	"rate_limit":          "Your account reached the API rate limit\nPlease wait a few minutes before making new requests",
	"suspended":           "Your account is suspended.",
	"two_factor":          "A second authentication factor is required.",
	"unauthorized":        "Invalid credentials provided.",
	"verification_needed": "Please verify your account.",
}

const rateLimitURL = "https://devcenter.heroku.com/articles/platform-api-reference#rate-limits"

// apiError is an error in the form of Heroku's API ("Platform API Reference",
// Error Responses).
type apiError struct {
	status int

	ID       string `json:"id"`
	Message  string `json:"message,omitempty"`
	Former   string `json:"error,omitempty"`
	URL      string `json:"url,omitempty"`
	Resource string `json:"resource,omitempty"`
}

// Error returns what the API says.
func (e *apiError) Error() string {
	return fmt.Sprintf("%d %s: %s", e.status, e.ID, e.Message+e.Former)
}

// newAPIError returns the error with that id, with Heroku's own message when
// message is empty.
func newAPIError(status int, id, message string) *apiError {
	if message == "" {
		message = messages[id]
	}
	e := &apiError{status: status, ID: id, Message: message}
	switch id {
	case "gone":
		e.Message, e.Former = "", message
	case "rate_limit":
		e.URL = rateLimitURL
	}
	return e
}

func (e *apiError) write(w http.ResponseWriter) {
	body, err := json.Marshal(e)
	if err != nil {
		panic(err) // strings always encode
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(e.status)
	_, _ = w.Write(body) // the client is gone
}

// WriteError answers with an error in Heroku's form: an object of id, message
// and, for a rate_limit, url. An id of gone has its text under error instead
// of message, as the live answer to a request without a version had it in
// 2017 (heroku-examples/heroku-oauth-example-go, issue 7). With an empty
// message, an id that Heroku documents gets a message of its own. With an
// empty id the answer is an HTML page, such as Heroku's router sends when it
// has no API to ask.
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
	_, _ = fmt.Fprintf(w, "<!DOCTYPE html>\n<html><body><h1>%s</h1></body></html>\n", html.EscapeString(message))
}
