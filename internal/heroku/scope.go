package heroku

import (
	"fmt"
	"slices"
	"strings"
)

// readingScopes are the OAuth scopes that change nothing (https://devcenter.heroku.com/articles/oauth#scopes).
var readingScopes = []string{"identity", "read", "read-protected"}

// ScopeError says that Heroku did not show the token to be read-only.
type ScopeError struct {
	// Scope is the OAuth scopes of the token, separated by spaces, or empty if Heroku did not say.
	Scope string
}

// Error names the scope, as a clause.
func (e *ScopeError) Error() string {
	if e.Scope == "" {
		return "Heroku does not say which OAuth scope the token has"
	}
	return fmt.Sprintf("The token has the OAuth scope %q", e.Scope)
}

// checkScope checks the OAuth scope that a response names. With Config.RequireReadOnly, the error is a
// [*ScopeError] if the token may do more than read, or if the response does not say.
func (c *Client) checkScope(got head) error {
	if readOnly := onlyReads(got.scope()); readOnly {
		c.readOnly.Store(&got.token.AccessToken)
	} else if c.config.RequireReadOnly {
		return &ScopeError{Scope: got.scope()}
	}
	return nil
}

// onlyReads reports whether a scope is known and allows no change.
func onlyReads(scope string) bool {
	parts := strings.FieldsFunc(scope, func(r rune) bool { return r == ' ' || r == ',' })
	return len(parts) > 0 && !slices.ContainsFunc(parts, func(part string) bool { return !slices.Contains(readingScopes, part) })
}
