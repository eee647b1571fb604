package heroku

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// ErrNoAuthorization reports that no OAuth authorization of the account contains the client's
// token.
var ErrNoAuthorization = errors.New("none of the account's authorizations shows this access token")

// authorization is an OAuth client or token that the account has authorized
// (https://devcenter.heroku.com/articles/platform-api-reference#oauth-authorization).
type authorization struct {
	ID          string `json:"id"`
	AccessToken *struct {
		Token string `json:"token"`
	} `json:"access_token"`
}

// Revoke revokes the OAuth authorization that the client's token belongs to, with all its tokens.
// The API cannot revoke by token, so Revoke searches the account's authorizations, which Heroku
// lists only for the scope global. Only commands call it, never a plan. The error is
// [ErrNoAuthorization] or one that [Client.Apps] returns.
func (c *Client) Revoke(ctx context.Context) error {
	byRange := firstRange
	for range maxPages {
		got, err := fetch(ctx, c, request{path: "/oauth/authorizations", byRange: byRange}, decodeJSON[[]authorization])
		if err != nil {
			return err
		}
		for _, a := range got.value {
			if a.AccessToken == nil || a.AccessToken.Token != got.token.AccessToken {
				continue
			}
			what := request{method: http.MethodDelete, path: "/oauth/authorizations/" + url.PathEscape(a.ID)}
			_, err := fetch(ctx, c, what, func([]byte) (any, error) { return nil, nil })
			return err
		}
		if byRange = got.nextRange(); byRange == "" {
			break
		}
	}
	return ErrNoAuthorization
}
