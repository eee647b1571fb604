package auth

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
	"github.com/modulex/terraform-provider-modulex/internal/web"
)

const (
	// tokenTimeout bounds one request to the token endpoint, unless the [Config] does.
	tokenTimeout = 30 * time.Second
	// maxTokenBytes bounds a response of the token endpoint.
	maxTokenBytes = 1 << 20
)

// Client is an OAuth client that is registered with Heroku.
type Client struct {
	ID, Secret string
	// TokenURL is the address of the token endpoint, from [ParseTokenURL].
	TokenURL *url.URL
}

// refreshed requests a new access token and saves it with keep before it returns. The refresh token
// of the result replaces the old one.
//
// A request that was sent continues even if all callers leave, since Heroku may already have
// replaced the refresh token. After a transient failure, refreshed sends the request again, even if
// the endpoint may have received it. That is safe because there is no other refresh token: the next
// run would send it again in any case. If a lost response contained a new refresh token, Heroku
// accepts the old one for a short time at best.
func (c Config) refreshed(ctx context.Context, client Client, refreshToken string, keep func(*oauth2.Token)) (*oauth2.Token, error) {
	defer begin()()
	config := oauth2.Config{
		ClientID:     client.ID,
		ClientSecret: client.Secret,
		// As Heroku documents. To detect the style, x/oauth2 would send a failed refresh twice.
		Endpoint: oauth2.Endpoint{TokenURL: client.TokenURL.String(), AuthStyle: oauth2.AuthStyleInParams},
	}
	token, err := c.request(ctx, tokenRequest{
		client: client, name: "the refresh", secrets: []string{refreshToken, client.Secret},
		send: func(ctx context.Context) (*oauth2.Token, error) {
			return config.TokenSource(context.WithoutCancel(ctx), &oauth2.Token{RefreshToken: refreshToken}).Token()
		},
	})
	if err != nil {
		return nil, err
	}
	// A valid refresh token is kept even if the access token is invalid. An invalid one never is.
	if _, err := check("", token.RefreshToken); err != nil {
		c.Logger.WarnContext(ctx, "the token endpoint returned an invalid refresh token; keeping the old one")
		token.RefreshToken = refreshToken
	}
	_, unusable := check("", token.AccessToken)
	if unusable != nil {
		token.AccessToken = ""
	}
	keep(token)
	if unusable != nil {
		detail := "its access token is empty"
		if failed, ok := errors.AsType[*Error](unusable); ok && failed.Detail != "" {
			detail = "its access token " + failed.Detail
		}
		return nil, &Error{Problem: EndpointInvalid, Detail: client.TokenURL.Host + " returned an invalid token: " + detail}
	}
	return token, nil
}

// http returns a client for the token endpoint. It reads each response to its end, so that a
// truncated response is a failed connection instead of a malformed token.
func (c Config) http() *http.Client {
	client := web.NewClient(cmp.Or(c.RequestTimeout, tokenTimeout))
	client.Transport = wholeBody{cmp.Or(c.Transport, client.Transport)}
	return client
}

type wholeBody struct{ http.RoundTripper }

func (w wholeBody) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := w.RoundTripper.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxTokenBytes))
	if err != nil {
		return nil, fmt.Errorf("the response was cut off: %w", err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

func (w wholeBody) CloseIdleConnections() {
	if closer, ok := w.RoundTripper.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// failure explains why a request to the token endpoint returned no token, without the body of the
// response and the secrets in the request.
func (c Client) failure(err error, asked string, secrets ...string) *Error {
	host := c.TokenURL.Host
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		status := refused.Response.StatusCode
		detail := fmt.Sprintf("%s responded to %s with %d %s", host, asked, status, http.StatusText(status))
		if said := redact.Text(refusal(refused), secrets...); said != "" {
			detail += ": " + said
		}
		return &Error{Problem: refusalProblem(status), Detail: detail}
	}
	if failed, ok := errors.AsType[*url.Error](err); ok {
		return &Error{
			Problem: EndpointUnreachable, Err: failed.Err,
			Detail: fmt.Sprintf("The connection to %s failed: %s", host, redact.Text(failed.Err.Error(), secrets...)),
		}
	}
	return &Error{Problem: EndpointInvalid, Detail: fmt.Sprintf("%s responded to %s with something other than an OAuth token", host, asked)}
}

func refusalProblem(status int) Problem {
	switch {
	case status >= 500 || status == http.StatusTooManyRequests:
		return EndpointUnavailable
	case status >= 300 && status < 400:
		return EndpointRedirects
	case status == http.StatusForbidden:
		return AccountSuspended
	default:
		return GrantRejected
	}
}

// refusal returns the name and text of an error in Heroku's form or in the form of RFC 6749,
// section 5.2. It ignores anything else, such as an HTML page or the plain text for a suspended
// account.
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
