package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
	"github.com/modulex/terraform-provider-modulex/internal/web"
)

const (
	// DefaultTokenURL is Heroku's token endpoint (https://devcenter.heroku.com/articles/oauth).
	DefaultTokenURL = "https://id.heroku.com/oauth/token"
	// tokenTimeout bounds one request to the token endpoint.
	tokenTimeout = 30 * time.Second
)

// ParseTokenURL parses the address of a token endpoint, with the conditions and the errors of [web.ParseAddress].
func ParseTokenURL(address string) (*url.URL, error) {
	return web.ParseAddress(address, DefaultTokenURL)
}

// Client is an OAuth client that is registered with Heroku.
type Client struct {
	ID, Secret string
	// TokenURL is the address of the token endpoint, from [ParseTokenURL].
	TokenURL *url.URL
}

// Refresh is the way of a refresh token. Where Heroku gives a new refresh token in its place, the next call uses that
// one, and the token has it as its RefreshToken, since it is kept nowhere. The error of a call is an [*Error].
func Refresh(client Client, refreshToken string) Way {
	newest := refreshToken
	return func(ctx context.Context) (*oauth2.Token, error) {
		token, err := client.refresh(ctx, newest)
		if err != nil {
			return nil, err
		}
		newest = token.RefreshToken
		if newest == refreshToken {
			token.RefreshToken = ""
		}
		return token, nil
	}
}

// refresh asks for a new access token, once. The answer's refresh token is the one to use from now on. A request that
// was sent is not cut off when its caller leaves: Heroku may have used up the refresh token by then.
func (c Client) refresh(ctx context.Context, refreshToken string) (*oauth2.Token, error) {
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	config := oauth2.Config{
		ClientID:     c.ID,
		ClientSecret: c.Secret,
		// As Heroku documents it. If x/oauth2 had to find out the style, it would send a refresh twice.
		Endpoint: oauth2.Endpoint{TokenURL: c.TokenURL.String(), AuthStyle: oauth2.AuthStyleInParams},
	}
	client := web.NewClient(tokenTimeout)
	defer client.CloseIdleConnections()
	ctx = context.WithValue(context.WithoutCancel(ctx), oauth2.HTTPClient, client)
	token, err := config.TokenSource(ctx, &oauth2.Token{RefreshToken: refreshToken}).Token()
	if err != nil {
		return nil, c.failure(err, refreshing, refreshToken, c.Secret)
	}
	if _, err := clean(token.AccessToken); err != nil {
		return nil, &Error{
			Reason: "The token endpoint answered with an access token that cannot be used: " + err.Error(),
			Remedy: checkTokenURL,
		}
	}
	return token, nil
}

const (
	signInAgain   = "Sign in again with: terraform-provider-modulex login"
	checkTokenURL = "Check heroku.token_url, and that no proxy answers in its place." //nolint:gosec // No credential.
)

// request is a kind of request to the token endpoint.
type request struct {
	name   string
	remedy string // for a refusal of what was sent
}

var (
	refreshing = request{"the refresh", "The refresh token was revoked, has expired or was replaced by a newer one, or the " +
		"client id and secret are not the ones that it was made for. " + signInAgain}
	exchange = request{"the sign-in", "Nothing was saved. Check the client id and the client secret, then sign in again."}
)

// failure says why no token came, without the body of the answer and the secrets that were sent.
func (c Client) failure(err error, asked request, secrets ...string) *Error {
	refused, failed := (*oauth2.RetrieveError)(nil), (*url.Error)(nil)
	switch {
	case errors.As(err, &refused):
		status := refused.Response.StatusCode
		reason := fmt.Sprintf("%s answered %s with %d %s", c.TokenURL.Host, asked.name, status, http.StatusText(status))
		if said := redact.Text(refusal(refused), secrets...); said != "" {
			reason += ": " + said
		}
		return &Error{Reason: reason, Remedy: asked.refused(status)}
	case errors.As(err, &failed):
		return &Error{
			Reason: fmt.Sprintf("The connection to %s failed: %s", c.TokenURL.Host, redact.Text(failed.Err.Error(), secrets...)),
			Remedy: "Check the network, HTTPS_PROXY and NO_PROXY, and heroku.token_url.",
		}
	default:
		return &Error{
			Reason: fmt.Sprintf("%s answered %s with something that is not an OAuth token", c.TokenURL.Host, asked.name),
			Remedy: checkTokenURL,
		}
	}
}

// refusal returns the error's name and text, which are in Heroku's form or in that of RFC 6749, section 5.2. Anything
// else, such as a page of HTML or the plain text for a suspended account, is left out.
func refusal(refused *oauth2.RetrieveError) string {
	var body struct {
		ID      string `json:"id"`
		Message string `json:"message"`
	}
	if json.Unmarshal(refused.Body, &body) != nil || body.ID == "" {
		body.ID, body.Message = refused.ErrorCode, refused.ErrorDescription
	}
	if body.ID != "" && body.Message != "" {
		return body.ID + ", " + body.Message
	}
	return body.ID + body.Message
}

// refused says what to do about an answer with that status.
func (r request) refused(status int) string {
	switch {
	case status >= 500 || status == http.StatusTooManyRequests:
		return "Try again later. https://status.heroku.com tells of known trouble."
	case status >= 300 && status < 400:
		return "A credential is sent to one address only, so redirects are not followed. Check heroku.token_url."
	case status == http.StatusForbidden:
		return "The account may be suspended: ask Heroku's support. Otherwise sign in again with: terraform-provider-modulex login"
	default:
		return r.remedy
	}
}
