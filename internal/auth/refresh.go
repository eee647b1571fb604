package auth

import (
	"context"
	"net/url"
	"sync"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// DefaultTokenURL is Heroku's token endpoint (https://devcenter.heroku.com/articles/oauth).
const DefaultTokenURL = "https://id.heroku.com/oauth/token"

// ParseTokenURL parses the address of a token endpoint, under the same rules as [web.ParseAddress].
func ParseTokenURL(address string) (*url.URL, error) {
	return web.ParseAddress(address, DefaultTokenURL)
}

// grant identifies the settings of [MethodRefresh].
type grant struct{ clientID, clientSecret, refreshToken, tokenURL string }

// refreshing has the source of each grant of this process. If the token endpoint replaces refresh
// tokens, two sources would invalidate each other's.
var refreshing sync.Map

// refresh returns the source of the settings' refresh token. It is the same for equal settings.
func (c Config) refresh(origin Origin, s Settings) (*Source, error) {
	if missing := s.missing(); missing != nil {
		return nil, &Error{Origin: origin, Problem: ValueMissing, Missing: missing}
	}
	id, err := check(ClientIDSetting, *s.ClientID)
	if err != nil {
		return nil, err
	}
	secret, err := check(ClientSecretSetting, *s.ClientSecret)
	if err != nil {
		return nil, err
	}
	newest, err := check(RefreshTokenSetting, *s.RefreshToken)
	if err != nil {
		return nil, err
	}
	client := Client{ID: id, Secret: secret, TokenURL: c.TokenURL}
	source := NewSource(origin, nil, c.Logger)
	source.obtain = func(ctx context.Context, _ string) (*oauth2.Token, error) {
		return c.refreshed(ctx, client, newest, func(token *oauth2.Token) {
			if token.RefreshToken != newest {
				newest = token.RefreshToken
				source.warn(&Error{Problem: RefreshTokenReplaced})
			}
		})
	}
	first, _ := refreshing.LoadOrStore(grant{id, secret, newest, c.TokenURL.String()}, source)
	return first.(*Source), nil //nolint:forcetypeassert // It stores nothing else.
}

// missing returns the OAuth settings that are not set.
func (s Settings) missing() (missing []Setting) {
	for i, value := range []*string{s.ClientID, s.ClientSecret, s.RefreshToken} {
		if value == nil {
			missing = append(missing, OAuthSettings[i])
		}
	}
	return missing
}
