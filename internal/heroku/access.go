package heroku

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/oauth2"
)

// firstApp requests a page of one app, which every scope that can list apps allows.
const firstApp = "id ..; max=1"

// Access describes what a token may do.
type Access struct {
	// Scope is the OAuth scopes of the token, separated by spaces, or empty if the response names
	// none.
	Scope string
	// Remaining is how many requests the account has left, or nil if the response does not say.
	Remaining *int
}

// Access returns the token's scope and the requests that remain. It sends one request, for a page
// of one app. It returns the same errors as [Client.Apps].
func (c *Client) Access(ctx context.Context) (Access, error) {
	got, err := c.access(ctx)
	if err != nil {
		return Access{}, err
	}
	return Access{Scope: got.scope(), Remaining: got.remaining()}, nil
}

// Token returns the access token of the client's next request, for use by another program. With
// Config.RequireReadOnly it first requests the scope of each new token, and returns a [*ScopeError]
// if the token may do more than read. Otherwise it returns the same errors as [Client.Apps].
func (c *Client) Token(ctx context.Context) (*oauth2.Token, error) {
	token, err := c.config.Tokens.Token(ctx)
	if err != nil || !c.config.RequireReadOnly {
		return token, err
	}
	if known := c.readOnly.Load(); known != nil && *known == token.AccessToken {
		return token, nil
	}
	got, err := c.access(ctx)
	if err == nil {
		err = c.checkScope(got.head)
	}
	if err != nil {
		return nil, err
	}
	return got.token, nil
}

func (c *Client) access(ctx context.Context) (page, error) {
	return fetch(ctx, c, request{path: AllApps.path, byRange: firstApp}, decodeApps)
}

// Account is a Heroku account
// (https://devcenter.heroku.com/articles/platform-api-reference#account).
type Account struct {
	ID    string `json:"id"`
	Email string `json:"email"`
}

// Account returns the account of the token. The token needs the scope identity or global: without
// one, the error is an [*Error] with status 403. Otherwise it returns the same errors as
// [Client.Apps].
func (c *Client) Account(ctx context.Context) (Account, error) {
	got, err := fetch(ctx, c, request{path: "/account"}, decodeJSON[Account])
	return got.value, err
}

// readingScopes are the OAuth scopes that only read
// (https://devcenter.heroku.com/articles/oauth#scopes).
var readingScopes = []string{"identity", "read", "read-protected"}

// ScopeError reports that the token is not known to be read-only.
type ScopeError struct {
	// Scope is the OAuth scopes of the token, separated by spaces, or empty if the response names
	// none.
	Scope string
}

// Error names the scope, as a clause.
func (e *ScopeError) Error() string {
	if e.Scope == "" {
		return "Heroku does not say which OAuth scope the token has"
	}
	return fmt.Sprintf("The token has the OAuth scope %q", e.Scope)
}

// checkScope checks the OAuth scope that a response names. With Config.RequireReadOnly, the error
// is a [*ScopeError] if the token may do more than read or if the response names no scope.
func (c *Client) checkScope(got head) error {
	if readOnly := onlyReads(got.scope()); readOnly {
		c.readOnly.Store(&got.token.AccessToken)
	} else if c.config.RequireReadOnly {
		return &ScopeError{Scope: got.scope()}
	}
	return nil
}

// onlyReads reports whether a scope is known and read-only.
func onlyReads(scope string) bool {
	parts := strings.FieldsFunc(scope, func(r rune) bool { return r == ' ' || r == ',' })
	return len(parts) > 0 && !slices.ContainsFunc(parts, func(part string) bool { return !slices.Contains(readingScopes, part) })
}
