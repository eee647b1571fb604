package heroku

import (
	"context"

	"golang.org/x/oauth2"
)

// firstApp requests a page of one app, which every scope that can list apps allows.
const firstApp = "id ..; max=1"

// Access is what Heroku says of a token.
type Access struct {
	// Scope is the OAuth scopes of the token, separated by spaces, or empty if Heroku did not say.
	Scope string
	// Remaining is how many requests the account has left, or nil if Heroku did not say.
	Remaining *int
}

// Access returns what Heroku says of the token, with one request for a page of one app. Its errors are
// those of [Client.Apps].
func (c *Client) Access(ctx context.Context) (access Access, err error) {
	got, err := c.access(ctx)
	if err != nil {
		return access, err
	}
	if left, ok := got.remaining(); ok {
		access.Remaining = &left
	}
	access.Scope = got.scope()
	return access, nil
}

// Token returns the access token of the client's next request, for use by another program. With
// Config.RequireReadOnly it requests the scope of the token, once for each token, and the error is a
// [*ScopeError] if the token may do more than read. The other errors are those of [Client.Apps].
func (c *Client) Token(ctx context.Context) (*oauth2.Token, error) {
	token, err := c.config.Tokens.Token(ctx)
	if err != nil || !c.config.RequireReadOnly {
		return token, err
	}
	if known := c.readOnly.Load(); known != nil && *known == token.AccessToken {
		return token, nil
	}
	got, err := c.access(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.checkScope(got.head); err != nil {
		return nil, err
	}
	return got.token, nil
}

func (c *Client) access(ctx context.Context) (page, error) {
	return fetch(ctx, c, request{path: AllApps.path, byRange: firstApp}, decodeApps)
}

// Account is a Heroku account (https://devcenter.heroku.com/articles/platform-api-reference#account).
type Account struct {
	ID    string `json:"id"`
	Email string `json:"email"`
}

// Account returns the account of the token. The API refuses it, with an [*Error] of status 403, to a
// token without the scope identity or global. The other errors are those of [Client.Apps].
func (c *Client) Account(ctx context.Context) (Account, error) {
	got, err := fetch(ctx, c, request{path: "/account"}, decodeJSON[Account])
	return got.value, err
}
