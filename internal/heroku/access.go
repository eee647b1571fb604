package heroku

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"golang.org/x/oauth2"
)

// firstApp asks for a page of one app: the cheapest request that every scope for listing allows.
const firstApp = "id ..; max=1"

// Access is what Heroku says of a token beside any list of apps.
type Access struct {
	// Scope is the OAuth scopes of the token, separated by spaces, or empty if Heroku did not say.
	Scope string
	// Remaining is how many requests the account has left, or nil if Heroku did not say.
	Remaining *int
}

// Access asks Heroku, with one request for a page of one app, what the token allows. Its errors are
// those of [Client.Apps].
func (c *Client) Access(ctx context.Context) (Access, error) {
	_, access, err := c.access(ctx)
	return access, err
}

// Token returns the access token of the client's next request, for use by another program. With
// Config.RequireReadOnly it asks Heroku for the token's scope, once for each token, and the error is a
// [*ScopeError] where the token may do more than read. The other errors are those of [Client.Apps].
func (c *Client) Token(ctx context.Context) (*oauth2.Token, error) {
	token, err := c.config.Tokens.Token(ctx)
	if err != nil || !c.config.RequireReadOnly || c.isReadOnly(token) {
		return token, err
	}
	token, access, err := c.access(ctx)
	if err != nil {
		return nil, err
	}
	if !onlyReads(access.Scope) {
		return nil, &ScopeError{Scope: access.Scope}
	}
	c.readOnly.Store(&token.AccessToken)
	return token, nil
}

// isReadOnly reports whether Heroku has shown the token to be only for reading.
func (c *Client) isReadOnly(token *oauth2.Token) bool {
	known := c.readOnly.Load()
	return known != nil && *known == token.AccessToken
}

func (c *Client) access(ctx context.Context) (token *oauth2.Token, access Access, err error) {
	err = c.get(ctx, "/apps", firstApp, func(resp *http.Response) error {
		token = &oauth2.Token{AccessToken: strings.TrimPrefix(resp.Request.Header.Get("Authorization"), "Bearer ")}
		access.Scope = shown(resp, strings.Join(resp.Header.Values("Oauth-Scope"), " "))
		if left, err := strconv.Atoi(strings.TrimSpace(resp.Header.Get("RateLimit-Remaining"))); err == nil {
			access.Remaining = &left
		}
		return nil
	})
	return token, access, err
}

// Account is a Heroku account (https://devcenter.heroku.com/articles/platform-api-reference#account).
type Account struct {
	ID    string `json:"id"`
	Email string `json:"email"`
}

// Account returns the account of the token. Heroku refuses it, with an [*Error] of status 403, to a
// token without the scope identity or global.
func (c *Client) Account(ctx context.Context) (account Account, err error) {
	err = c.get(ctx, "/account", "", func(resp *http.Response) error {
		return json.UnmarshalRead(io.LimitReader(resp.Body, maxErrorBytes), &account)
	})
	return account, err
}
