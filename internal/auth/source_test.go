package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
)

// counter returns numbered tokens, each of which takes a second to obtain.
type counter struct {
	life  time.Duration // of a token; zero means no expiry
	err   error
	calls int
	ended int // calls whose context ended first
}

func (c *counter) token(ctx context.Context, _ string) (*oauth2.Token, error) {
	c.calls++
	token := &oauth2.Token{AccessToken: fmt.Sprint(c.calls)}
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		c.ended++
		return nil, ctx.Err()
	}
	if c.life != 0 {
		token.Expiry = time.Now().Add(c.life)
	}
	return token, c.err
}

func (c *counter) source() *Source {
	return NewSource(Origin{}, c.token, slog.New(slog.DiscardHandler))
}

func want(t *testing.T, s *Source, access string) *oauth2.Token {
	t.Helper()
	token, err := s.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if token.AccessToken != access {
		t.Errorf("got token %s, want %s", token.AccessToken, access)
	}
	return token
}

func TestSource_keepsAToken(t *testing.T) {
	for name, test := range map[string]struct {
		life, until time.Duration // until is how long the source keeps a token of that life
	}{
		"no expiry":       {0, 1000 * time.Hour},
		"8 hours":         {8 * time.Hour, 8*time.Hour - 5*time.Minute},
		"a minute":        {time.Minute, 54 * time.Second},
		"already expired": {-time.Minute, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tokens := &counter{life: test.life}
				source := tokens.source()
				want(t, source, "1")
				if test.until > 0 {
					time.Sleep(test.until - time.Nanosecond)
					want(t, source, "1")
					time.Sleep(time.Nanosecond)
				}
				if test.life != 0 {
					want(t, source, "2")
				}
			})
		})
	}
}

func TestSource_oneCallForAll(t *testing.T) {
	broken := errors.New("broken")
	for name, fails := range map[string]error{"success": nil, "failure": broken} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tokens := &counter{err: fails}
				source := tokens.source()
				var callers sync.WaitGroup
				for i := range 50 {
					callers.Go(func() {
						time.Sleep(time.Duration(i) * time.Millisecond)
						if token, err := source.Token(t.Context()); !errors.Is(err, fails) || err == nil && token.AccessToken != "1" {
							t.Errorf("got %v and %v", token, err)
						}
					})
				}
				callers.Wait()
				if tokens.calls != 1 {
					t.Errorf("%d calls, want one", tokens.calls)
				}
			})
		})
	}
}

func TestSource_renew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tokens := &counter{}
		source := tokens.source()
		first := want(t, source, "1")
		var callers sync.WaitGroup
		for i := range 20 { // All renew the first token, some of them late.
			callers.Go(func() {
				time.Sleep(time.Duration(i) * 100 * time.Millisecond)
				if token, err := source.Renew(t.Context(), first); err != nil || token.AccessToken != "2" {
					t.Errorf("got %v and %v, want token 2", token, err)
				}
			})
		}
		callers.Wait()
		want(t, source, "2")
	})
}

func TestSource_callersLeave(t *testing.T) {
	for name, test := range map[string]struct {
		stays bool
		ended int
	}{
		"one stays": {true, 0},
		"all leave": {false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tokens := &counter{}
				source := tokens.source()
				var callers sync.WaitGroup
				for range 3 {
					callers.Go(func() {
						ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
						defer cancel()
						start := time.Now()
						if _, err := source.Token(ctx); !errors.Is(err, context.DeadlineExceeded) {
							t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
						}
						if took := time.Since(start); took != 500*time.Millisecond {
							t.Errorf("returned after %s", took)
						}
					})
				}
				if test.stays {
					want(t, source, "1")
				}
				callers.Wait()
				synctest.Wait()
				if tokens.ended != test.ended {
					t.Errorf("%d calls were canceled, want %d", tokens.ended, test.ended)
				}
				if !test.stays {
					want(t, source, "2") // Later callers get a new token.
				}
			})
		})
	}
}

func TestSource_warnsOnce(t *testing.T) {
	origin := Origin{Method: MethodRefresh, FromEnvironment: true}
	source := NewSource(origin, (&counter{}).token, slog.New(slog.DiscardHandler))
	source.warn(&Error{Problem: RefreshTokenReplaced})
	if got := source.Warnings(); len(got) != 1 || got[0].Problem != RefreshTokenReplaced || got[0].Origin != origin {
		t.Errorf("got %v, want one warning with its origin", got)
	}
	if got := source.Warnings(); got != nil {
		t.Errorf("got %v a second time", got)
	}
}
