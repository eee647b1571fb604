package heroku

import (
	"context"

	"golang.org/x/oauth2"
)

// newTestClient returns a client that lists without waiting for more reads.
func newTestClient(config Config) *Client {
	client := NewClient(config)
	client.gather = 0
	return client
}

// FixedToken is a source of one token that cannot be renewed.
type FixedToken string

func (t FixedToken) Token(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: string(t)}, nil
}

func (t FixedToken) Renew(ctx context.Context, _ *oauth2.Token) (*oauth2.Token, error) {
	return t.Token(ctx)
}
