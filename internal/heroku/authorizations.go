package heroku

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json"
)

// maxAuthorizationsBytes bounds the list of an account's OAuth authorizations.
const maxAuthorizationsBytes = 8 << 20

// ErrNoAuthorization says that no OAuth authorization of the account shows the client's token.
var ErrNoAuthorization = errors.New("none of the account's authorizations shows this access token")

// authorization is an OAuth client or token that the account has allowed
// (https://devcenter.heroku.com/articles/platform-api-reference#oauth-authorization).
type authorization struct {
	ID          string `json:"id"`
	AccessToken *struct {
		Token string `json:"token"`
	} `json:"access_token"`
}

// Revoke ends the OAuth authorization that the client's token belongs to, with all its tokens. Heroku
// has no request for that, so Revoke looks for the token in the account's authorizations, which Heroku
// lists only for a token of the scope global. It is for the commands: no plan sends such a request.
// The error is [ErrNoAuthorization] or one of those of [Client.Account].
func (c *Client) Revoke(ctx context.Context) error {
	token, err := c.config.Tokens.Token(ctx)
	if err != nil {
		return err
	}
	var authorizations []authorization
	err = c.send(ctx, request{path: "/oauth/authorizations", byRange: firstRange}, token, func(resp *http.Response) error {
		return json.UnmarshalRead(io.LimitReader(resp.Body, maxAuthorizationsBytes), &authorizations)
	})
	if err != nil {
		return err
	}
	for _, a := range authorizations {
		if a.AccessToken != nil && a.AccessToken.Token == token.AccessToken {
			path := "/oauth/authorizations/" + url.PathEscape(a.ID)
			return c.send(ctx, request{method: http.MethodDelete, path: path}, token, func(*http.Response) error { return nil })
		}
	}
	return ErrNoAuthorization
}
