// Package auth says where the OAuth access token for an API comes from. Each way is an [oauth2.TokenSource].
package auth

import (
	"errors"
	"strings"

	"golang.org/x/oauth2"
)

var (
	// ErrEmpty says that a credential is there, but holds nothing.
	ErrEmpty = errors.New("it is empty")
	// ErrUnsendable says that a credential holds a character that no HTTP header may carry in a token.
	ErrUnsendable = errors.New("it holds a space, a line break or another character that a token cannot have")
)

// Static returns a source that always gives the same access token. White space around the token, such as the line
// break at the end of a file, is cut off. The error is [ErrEmpty] or [ErrUnsendable], and never holds the token.
func Static(token string) (oauth2.TokenSource, error) {
	token = strings.TrimSpace(token)
	if token == "" {
		return nil, ErrEmpty
	}
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return nil, ErrUnsendable
	}
	return oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token}), nil
}
