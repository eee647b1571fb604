package auth

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/shared"
)

// Obtain returns a token other than the previous one, if it can. The previous one is empty for the
// first token. The context ends when nobody waits for the token any more. The error is the
// context's or an [*Error].
type Obtain func(ctx context.Context, previous string) (*oauth2.Token, error)

// A token is renewed earlyRenewal before it expires, which is enough for a whole listing, or after
// nine tenths of a shorter lifetime.
const earlyRenewal = 5 * time.Minute

// Source shares the tokens of one sign-in among all callers. It keeps a token while the token is
// valid, and renews it once for all callers. It lives as long as the process. Each caller stops
// waiting when its own context ends.
type Source struct {
	origin Origin
	obtain Obtain
	log    *slog.Logger
	calls  shared.Calls[*oauth2.Token] // one after another: one that all callers left may still be saving

	mu       sync.Mutex
	token    *oauth2.Token // nil before the first
	renewAt  time.Time     // zero if the token does not expire
	warnings []*Error
	said     string // other output of the token command
}

// NewSource returns a source of tokens from the given origin. It never calls obtain concurrently,
// and logs each new token's expiry.
func NewSource(origin Origin, obtain Obtain, log *slog.Logger) *Source {
	return &Source{origin: origin, obtain: obtain, log: log}
}

// Origin returns where the tokens come from.
func (s *Source) Origin() Origin { return s.origin }

// Token returns a token that is not about to expire. The error is the context's or an [*Error].
func (s *Source) Token(ctx context.Context) (*oauth2.Token, error) {
	return s.get(ctx, func(*oauth2.Token) bool {
		return s.renewAt.IsZero() || time.Now().Before(s.renewAt)
	})
}

// Renew replaces a rejected token, unless another caller has done so already. It returns the same
// token if there is no other. The error is the context's or an [*Error].
func (s *Source) Renew(ctx context.Context, rejected *oauth2.Token) (*oauth2.Token, error) {
	return s.get(ctx, func(token *oauth2.Token) bool { return token.AccessToken != rejected.AccessToken })
}

// RenewAt returns when the token must be renewed, or zero if it does not expire or there is none
// yet.
func (s *Source) RenewAt() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.renewAt
}

// Warnings returns the warnings of successful sign-ins and renewals, each of them once.
func (s *Source) Warnings() []*Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() { s.warnings = nil }()
	return s.warnings
}

// Rejected returns the error of an access token that the API rejected.
func (s *Source) Rejected() *Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Error{Origin: s.origin, Problem: TokenRejected, Detail: s.said}
}

func (s *Source) warn(warning *Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	warning.Origin = s.origin
	s.warnings = append(s.warnings, warning)
}

// get returns the kept token if it is good, or else a new one.
func (s *Source) get(ctx context.Context, good func(*oauth2.Token) bool) (*oauth2.Token, error) {
	if token := s.kept(good); token != nil {
		return token, nil
	}
	call, _ := s.calls.Join(ctx, func(ctx context.Context, _ func()) (*oauth2.Token, error) {
		if token := s.kept(good); token != nil {
			return token, nil
		}
		return s.renew(ctx)
	})
	return call.Wait(ctx)
}

func (s *Source) kept(good func(*oauth2.Token) bool) *oauth2.Token {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == nil || !good(s.token) {
		return nil
	}
	return s.token
}

// renew replaces the kept token.
func (s *Source) renew(ctx context.Context) (*oauth2.Token, error) {
	previous := ""
	if token := s.kept(func(*oauth2.Token) bool { return true }); token != nil {
		previous = token.AccessToken
	}
	token, err := s.obtain(ctx, previous)
	if failed, ok := errors.AsType[*Error](err); ok && failed.Origin == (Origin{}) {
		failed.Origin = s.origin
	}
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token, s.renewAt = token, renewalTime(token)
	s.log.DebugContext(ctx, "obtained an access token", "expires_at", expiresAt(token))
	return token, nil
}

func renewalTime(token *oauth2.Token) time.Time {
	if token.Expiry.IsZero() {
		return time.Time{}
	}
	return token.Expiry.Add(-min(earlyRenewal, time.Until(token.Expiry)/10))
}

func expiresAt(token *oauth2.Token) string {
	if token.Expiry.IsZero() {
		return "never"
	}
	return token.Expiry.UTC().Format(time.RFC3339)
}
