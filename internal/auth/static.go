package auth

import (
	"context"
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

// Static is the way of a token that is always the same. White space around the token, such as the line break at the end
// of a file, is cut off. The error is [ErrEmpty] or [ErrUnsendable], and never holds the token.
func Static(token string) (Way, error) {
	token, err := clean(token)
	if err != nil {
		return nil, err
	}
	return func(context.Context) (*oauth2.Token, error) { return &oauth2.Token{AccessToken: token}, nil }, nil
}

// clean returns a credential without the white space around it.
func clean(credential string) (string, error) {
	credential = strings.TrimSpace(credential)
	switch {
	case credential == "":
		return "", ErrEmpty
	case strings.ContainsFunc(credential, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return "", ErrUnsendable
	}
	return credential, nil
}
