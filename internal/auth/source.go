package auth

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// Way gets an access token, a new one each time if it can. The context ends when nobody waits for the token any more. A
// refresh token comes with it only if that is a new one which is kept nowhere else. The error says what happened and
// what to do next, and holds no credential.
type Way func(context.Context) (*oauth2.Token, error)

// A token is renewed before it is used for its last earlyRenewal, which is how long a whole listing may usually take,
// or for its last tenth if it lives for a short time only.
const earlyRenewal = 5 * time.Minute

// Source gives the tokens of one way of signing in to all who ask at once. A token is kept as long as it is good, and
// renewed once for all of them. It lives as long as the provider, while each caller may leave by its own context.
type Source struct {
	way  Way
	log  *slog.Logger
	turn sync.Mutex // of the way, which is called once at a time

	mu      sync.Mutex
	token   *oauth2.Token // nil before the first
	renewAt time.Time     // zero if the token does not expire
	rotated bool
	renewal *renewal // under way, or nil
}

// renewal is one call of the way.
type renewal struct {
	waiting int // callers
	cancel  context.CancelFunc
	done    chan struct{}
	token   *oauth2.Token // valid once done is closed, like err
	err     error
}

// NewSource returns a source that gets its tokens by the given way. The logger is told of each renewal, not of tokens.
func NewSource(way Way, log *slog.Logger) *Source {
	return &Source{way: way, log: log}
}

// Token returns a token that is not about to expire. The error is the context's or the way's.
func (s *Source) Token(ctx context.Context) (*oauth2.Token, error) {
	return s.get(ctx, func(token *oauth2.Token) bool {
		return token != nil && (s.renewAt.IsZero() || time.Now().Before(s.renewAt))
	})
}

// Renew returns a token in the place of one that was refused, which may have been renewed by another caller already. It
// is the same one where the way has no other. The error is the context's or the way's.
func (s *Source) Renew(ctx context.Context, refused *oauth2.Token) (*oauth2.Token, error) {
	return s.get(ctx, func(token *oauth2.Token) bool {
		return token != nil && token.AccessToken != refused.AccessToken
	})
}

// RenewAt returns when the token is to be renewed, or zero if it does not expire or there is none yet.
func (s *Source) RenewAt() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.renewAt
}

// Rotated tells whether the refresh token was replaced, since it was last asked, by a new one that is kept nowhere else.
func (s *Source) Rotated() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() { s.rotated = false }()
	return s.rotated
}

// get returns the kept token if it is good, or else a new one.
func (s *Source) get(ctx context.Context, good func(*oauth2.Token) bool) (*oauth2.Token, error) {
	s.mu.Lock()
	if good(s.token) {
		defer s.mu.Unlock()
		return s.token, nil
	}
	if s.renewal == nil {
		s.renewal = s.start(ctx)
	}
	renewal := s.renewal
	renewal.waiting++
	s.mu.Unlock()

	select {
	case <-renewal.done:
		return renewal.token, renewal.err
	case <-ctx.Done():
		s.leave(renewal)
		return nil, context.Cause(ctx)
	}
}

// start starts a renewal. It logs to where the caller does, and ends with the last caller instead of this one.
func (s *Source) start(ctx context.Context) *renewal {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	renewal := &renewal{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer cancel()
		token, err := s.call(ctx)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.renewal == renewal {
			s.renewal = nil
		}
		if err == nil {
			s.keep(ctx, token)
		}
		renewal.token, renewal.err = token, err
		close(renewal.done)
	}()
	return renewal
}

func (s *Source) call(ctx context.Context) (*oauth2.Token, error) {
	s.turn.Lock()
	defer s.turn.Unlock()
	return s.way(ctx)
}

func (s *Source) keep(ctx context.Context, token *oauth2.Token) {
	s.token, s.renewAt = token, time.Time{}
	if !token.Expiry.IsZero() {
		s.renewAt = token.Expiry.Add(-min(earlyRenewal, time.Until(token.Expiry)/10))
	}
	s.rotated = s.rotated || token.RefreshToken != ""
	s.log.DebugContext(ctx, "got an access token", "expires_at", expiresAt(token))
}

// leave ends a renewal that nobody waits for any more.
func (s *Source) leave(renewal *renewal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if renewal.waiting--; renewal.waiting == 0 {
		renewal.cancel()
		if s.renewal == renewal {
			s.renewal = nil // Whoever comes now starts another one.
		}
	}
}

func expiresAt(token *oauth2.Token) string {
	if token.Expiry.IsZero() {
		return "never"
	}
	return token.Expiry.UTC().Format(time.RFC3339)
}
