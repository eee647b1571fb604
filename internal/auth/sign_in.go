package auth

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// Config configures how sources reach the token endpoint, and where they log.
type Config struct {
	// TokenURL is the address of the token endpoint, from [ParseTokenURL].
	TokenURL *url.URL
	// MaxRetries is how many times to retry a request to the token endpoint after its first try.
	MaxRetries int
	// RequestTimeout bounds one request to the token endpoint.
	RequestTimeout time.Duration
	// Transport sends the requests to the token endpoint. By default it is [web.NewTransport].
	Transport http.RoundTripper
	// Logger logs sign-ins, renewals and retries, but no credentials.
	Logger *slog.Logger
}

// NoSignInError reports that no sign-in method was found.
type NoSignInError struct {
	// Looked lists the places that were searched after the settings, in order.
	Looked []Origin
}

// Error says that no credentials were found.
func (e *NoSignInError) Error() string { return "no credentials for Heroku" }

// Source returns a source of the first method, in the order of precedence, that the settings name,
// and reports whether they name one. It reads files but sends no request. The error is an [*Error].
func (s Settings) Source(config Config) (source *Source, found bool, err error) {
	origin := Origin{FromEnvironment: s.fromEnvironment}
	switch {
	case s.Token != nil:
		origin.Method, origin.Setting = MethodToken, TokenSetting
		source, err = config.fixed(origin, *s.Token)
	case s.ClientID != nil || s.ClientSecret != nil || s.RefreshToken != nil:
		origin.Method, origin.Setting = MethodRefresh, RefreshTokenSetting
		source, err = config.refresh(origin, s)
	case s.CredentialsFile != nil:
		origin.Method, origin.Setting = MethodFile, CredentialsFileSetting
		source, err = config.file(origin, *s.CredentialsFile)
	case s.TokenCommand != nil:
		origin.Method, origin.Setting = MethodCommand, TokenCommandSetting
		source, err = config.command(origin, s.TokenCommand)
	default:
		return nil, false, nil
	}
	if failed, ok := errors.AsType[*Error](err); ok && failed.Origin == (Origin{}) {
		failed.Origin = origin
	}
	return source, true, err
}

// FromEnvironment returns a source of the method that the environment names, or else of the
// credentials file at its default path, or else of the netrc file's entry for the API's host. It
// reads files but sends no request. The error is an [*Error] or a [*NoSignInError].
func FromEnvironment(config Config, host string) (*Source, error) {
	source, found, err := EnvironmentSettings().Source(config)
	if found {
		return source, err
	}
	none := &NoSignInError{}
	if file, err := DefaultCredentialsFile(); err == nil {
		origin := Origin{Method: MethodFile, FromEnvironment: true, File: file}
		if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
			return config.file(origin, file)
		}
		none.Looked = append(none.Looked, origin)
	}
	if file, err := netrcFile(); err == nil {
		origin := Origin{Method: MethodNetrc, FromEnvironment: true, File: file, Host: host}
		password, found, err := netrcPassword(origin)
		if found && err == nil {
			return config.fixed(origin, password)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		none.Looked = append(none.Looked, origin)
	}
	return nil, none
}

// fixed returns the source of a token that never changes.
func (c Config) fixed(origin Origin, token string) (*Source, error) {
	token, err := check("", token)
	if failed, ok := errors.AsType[*Error](err); ok {
		failed.Origin = origin
		return nil, failed
	}
	source := NewSource(origin, func(context.Context, string) (*oauth2.Token, error) {
		return &oauth2.Token{AccessToken: token}, nil
	}, c.Logger)
	source.warnIfExposed()
	return source, nil
}

// warnIfExposed warns if other users can read the source's file. It never warns on Windows, whose
// permissions work differently.
func (s *Source) warnIfExposed() {
	if s.origin.File == "" || runtime.GOOS == "windows" {
		return
	}
	if info, err := os.Stat(s.origin.File); err == nil && info.Mode().Perm()&0o077 != 0 {
		s.warn(&Error{Problem: FileExposed})
	}
}

// expand returns the path with the home folder in place of a leading "~", as a shell would.
func expand(path string) string {
	rest, found := strings.CutPrefix(path, "~")
	if !found || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return home + rest
}
