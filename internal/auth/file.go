package auth

import (
	"context"
	"net/url"
	"time"

	"golang.org/x/oauth2"
)

// File is the way of a credentials file. Its access token is used while that is good. A new one is written to the file,
// with the newest refresh token, so that neither another process nor a later run asks with one that Heroku has replaced.
// The error of a call is the context's or an [*Error].
func File(file string, tokenURL *url.URL) Way {
	given := "" // the access token of the last call
	return func(ctx context.Context) (*oauth2.Token, error) {
		kept, err := ReadCredentials(file)
		if err != nil {
			return nil, fileError(err)
		}
		if !kept.good(given) {
			if kept, err = renewFile(ctx, file, tokenURL, given); err != nil {
				return nil, err
			}
		}
		given = kept.AccessToken
		return &oauth2.Token{AccessToken: kept.AccessToken, Expiry: kept.ExpiresAt}, nil
	}
}

// good tells whether the access token is another one than that and is not about to expire.
func (c Credentials) good(given string) bool {
	return c.AccessToken != "" && c.AccessToken != given &&
		(c.ExpiresAt.IsZero() || time.Until(c.ExpiresAt) > earlyRenewal)
}

// renewFile renews the access token in the file, unless another process has done that by the time the file is locked.
func renewFile(ctx context.Context, file string, tokenURL *url.URL, given string) (Credentials, error) {
	file = target(file)
	unlock, err := lock(ctx, file)
	if ctx.Err() != nil {
		return Credentials{}, context.Cause(ctx)
	}
	if err != nil {
		return Credentials{}, fileError(err)
	}
	defer unlock()
	kept, err := ReadCredentials(file)
	if err != nil {
		return Credentials{}, fileError(err)
	}
	if kept.good(given) {
		return kept, nil
	}
	client := Client{ID: kept.ClientID, Secret: kept.ClientSecret, TokenURL: tokenURL}
	token, err := client.refresh(ctx, kept.RefreshToken)
	if err != nil {
		return Credentials{}, err
	}
	kept.AccessToken, kept.RefreshToken, kept.ExpiresAt = token.AccessToken, token.RefreshToken, token.Expiry
	if err := replaceCredentials(file, kept); err != nil {
		return Credentials{}, fileError(err)
	}
	return kept, nil
}

func fileError(err error) *Error {
	return &Error{
		Reason: "The credentials file cannot be used: " + err.Error(),
		Remedy: "Make it and its folder readable and writable for you alone, since Heroku may replace the refresh token in " +
			"it. " + signInAgain,
	}
}
