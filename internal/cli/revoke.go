package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/web"
)

const (
	// revokeTimeout bounds one request.
	revokeTimeout = 30 * time.Second
	// maxListBytes bounds the list of what the account has allowed.
	maxListBytes = 8 << 20
)

// authorization is what an account has allowed an OAuth client
// (https://devcenter.heroku.com/articles/platform-api-reference#oauth-authorization).
type authorization struct {
	ID          string `json:"id"`
	AccessToken struct {
		Token string `json:"token"`
	} `json:"access_token"`
}

// revoke ends the authorization that the credentials belong to. Heroku has no request for that: the authorization is
// looked for among all of the account, by its access token. The errors hold no token.
func revoke(ctx context.Context, file string) error {
	token, api, err := addresses()
	if err != nil {
		return err
	}
	access, err := auth.File(file, token)(ctx)
	if err != nil {
		return err
	}
	client := apiClient{http: web.NewClient(revokeTimeout), base: api.String(), token: access.AccessToken}
	defer client.http.CloseIdleConnections()

	var authorizations []authorization
	if err := client.do(ctx, http.MethodGet, "/oauth/authorizations", &authorizations); err != nil {
		return err
	}
	for _, a := range authorizations {
		if a.AccessToken.Token == access.AccessToken {
			return client.do(ctx, http.MethodDelete, "/oauth/authorizations/"+url.PathEscape(a.ID), nil)
		}
	}
	return errors.New("none of the account's authorizations shows the token of this sign-in")
}

// apiClient sends the only requests to the API that the provider itself never sends.
type apiClient struct {
	http        *http.Client
	base, token string
}

// do sends a request, and reads the answer into what is given.
func (c apiClient) do(ctx context.Context, method, path string, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, http.NoBody)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/vnd.heroku+json; version=3")
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Range", "id ..; max=1000")
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("%s answered %d %s", req.URL.Host, resp.StatusCode, http.StatusText(resp.StatusCode))
	}
	if into == nil {
		return nil
	}
	if json.NewDecoder(io.LimitReader(resp.Body, maxListBytes)).Decode(into) != nil {
		return fmt.Errorf("%s answered with something that is not a list of authorizations", req.URL.Host)
	}
	return nil
}
