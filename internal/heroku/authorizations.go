package heroku

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

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

// Revoke ends the OAuth authorization that the client's token belongs to, with all its tokens.
// Heroku has no request for that, so Revoke looks for the token in the account's authorizations,
// which Heroku lists only to a token with the scope global. It is for the commands: no plan sends
// such a request. The error is [ErrNoAuthorization] or one of those of [Client.Apps].
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
