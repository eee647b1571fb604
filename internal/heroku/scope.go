package heroku

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// readingScopes are the OAuth scopes that change nothing (https://devcenter.heroku.com/articles/oauth#scopes).
var readingScopes = []string{"identity", "read", "read-protected"}

// ScopeError says that Heroku did not show the token to be only for reading.
type ScopeError struct {
	// Scope is the OAuth scopes that the token has, separated by blanks, or nothing if Heroku did not say.
	Scope string
}

// Error says which scope the token has, as a clause.
func (e *ScopeError) Error() string {
	if e.Scope == "" {
		return "Heroku does not say which OAuth scope the token has"
	}
	return fmt.Sprintf("The token has the OAuth scope %q", e.Scope)
}

// checkScope looks at the OAuth scope of the token, which every answer of Heroku's names. The error is a [*ScopeError] if
// the client is for reading only and the token may do more, or if that is not known.
func (l *listing) checkScope(ctx context.Context, answer *http.Response) error {
	scope := shown(answer, strings.Join(answer.Header.Values("Oauth-Scope"), " "))
	if l.pages == 0 {
		l.log.InfoContext(ctx, "Heroku accepted the token", "scope", scope)
	}
	if l.client.config.RequireReadOnly && !onlyReads(scope) {
		return &ScopeError{Scope: scope}
	}
	if onlyReads(scope) {
		token := strings.TrimPrefix(answer.Request.Header.Get("Authorization"), "Bearer ")
		l.client.readOnly.Store(&token)
	}
	return nil
}

// onlyReads tells whether a scope is known and allows no change.
func onlyReads(scope string) bool {
	parts := strings.FieldsFunc(scope, func(r rune) bool { return r == ' ' || r == ',' })
	return len(parts) > 0 && !slices.ContainsFunc(parts, func(part string) bool { return !slices.Contains(readingScopes, part) })
}
