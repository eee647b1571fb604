package heroku

import (
	"net/http"
	"strings"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

// head is what a response says before its body, with what it responds to.
type head struct {
	request request
	token   *oauth2.Token
	status  int
	header  http.Header
}

// shown makes a text of the response safe to show: the text could repeat the token.
func (h head) shown(text string) string {
	if h.token == nil {
		return redact.Text(text)
	}
	return redact.Text(text, h.token.AccessToken)
}

// requestID returns Heroku's id of the request, or several, separated by commas.
func (h head) requestID() string { return h.shown(h.header.Get("Request-Id")) }

// scope returns the OAuth scopes of the token, separated by spaces, or nothing if Heroku does not say.
func (h head) scope() string { return h.shown(strings.Join(h.header.Values("Oauth-Scope"), " ")) }

// nextRange returns the range of the next page, or nothing after the last.
func (h head) nextRange() string { return h.header.Get("Next-Range") }
