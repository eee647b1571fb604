package auth

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

// Scopes are Heroku's OAuth scopes (https://devcenter.heroku.com/articles/oauth#scopes).
var Scopes = []string{"global", "identity", "read", "write", "read-protected", "write-protected"}

// CheckScope returns an error unless a scope consists of some of [Scopes], separated by spaces.
// Heroku would report the mistake only in the browser.
func CheckScope(scope string) error {
	words := strings.Fields(scope)
	for _, word := range words {
		if !slices.Contains(Scopes, word) {
			return fmt.Errorf("unknown scope %q; the scopes are %s", redact.Text(word), strings.Join(Scopes, ", "))
		}
	}
	if len(words) == 0 {
		return errors.New("it is empty")
	}
	return nil
}

// Login is one sign-in by a person with a browser: the authorization code grant (RFC 6749, section
// 4.1) with PKCE (RFC 7636), which Heroku does not document but tolerates.
type Login struct {
	client          Client
	config          oauth2.Config
	state, verifier string
}

// NewLogin returns a login that requests a scope, which must pass [CheckScope]. The client must be
// registered with the redirect URL, to which the browser returns the state. The error is an
// [*Error] if the client's id or secret is invalid.
func NewLogin(client Client, scope string, redirect *url.URL, state string) (*Login, error) {
	for _, part := range []struct {
		setting Setting
		value   *string
	}{{ClientIDSetting, &client.ID}, {ClientSecretSetting, &client.Secret}} {
		var err error
		if *part.value, err = check(part.setting, *part.value); err != nil {
			return nil, withOrigin(err, Origin{Method: MethodLogin})
		}
	}
	return &Login{
		client: client,
		config: oauth2.Config{
			ClientID:     client.ID,
			ClientSecret: client.Secret,
			Scopes:       strings.Fields(scope),
			RedirectURL:  redirect.String(),
			Endpoint: oauth2.Endpoint{
				// Next to the token endpoint.
				AuthURL: client.TokenURL.JoinPath("..", "authorize").String(), TokenURL: client.TokenURL.String(),
				AuthStyle: oauth2.AuthStyleInParams,
			},
		},
		state: state, verifier: oauth2.GenerateVerifier(),
	}, nil
}

// AuthorizeURL returns the address of the page where a person authorizes the client.
func (l *Login) AuthorizeURL() string {
	return l.config.AuthCodeURL(l.state, oauth2.S256ChallengeOption(l.verifier))
}

// Exchange returns the credentials for an authorization code. The error is the context's or an
// [*Error].
//
// A code works once, and the endpoint may revoke the tokens of a code that it receives twice (RFC
// 6749, section 4.1.2). So Exchange sends the code again only if the endpoint did nothing with it,
// and never after a lost response. A server that is too busy rejects a request before it handles
// the code. If it handled the code after all, the second request does no harm: nobody has the
// tokens of the first one.
func (l *Login) Exchange(ctx context.Context, config Config, code string) (Credentials, error) {
	token, err := config.request(ctx, tokenRequest{
		client: l.client, name: "the sign-in", secrets: []string{l.client.Secret, code, l.verifier}, singleUse: true,
		send: func(ctx context.Context) (*oauth2.Token, error) {
			return l.config.Exchange(ctx, code, oauth2.VerifierOption(l.verifier))
		},
	})
	if err != nil {
		return Credentials{}, withOrigin(err, Origin{Method: MethodLogin})
	}
	for _, got := range []string{token.AccessToken, token.RefreshToken} {
		if _, err := check("", got); err != nil {
			return Credentials{}, &Error{
				Origin: Origin{Method: MethodLogin}, Problem: EndpointInvalid,
				Detail: l.client.TokenURL.Host + " responded without a valid access token and refresh token",
			}
		}
	}
	return Credentials{
		ClientID: l.client.ID, ClientSecret: l.client.Secret, Scope: strings.Join(l.config.Scopes, " "),
		AccessToken: token.AccessToken, RefreshToken: token.RefreshToken, ExpiresAt: token.Expiry,
	}, nil
}
