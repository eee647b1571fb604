package herokutest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

func TestRateLimit(t *testing.T) {
	h := herokutest.New()
	base := herokutest.Start(t, h)
	h.SetRemaining(2)
	h.SetReset(time.Unix(1700000000, 0))
	for _, tc := range []struct {
		path      string
		status    int
		remaining string
	}{
		{"/apps", 200, "1"},
		{"/account/rate-limits", 200, "1"},
		{"/nothing", 404, "0"},
		{"/apps", 429, "0"},
		{"/account/rate-limits", 200, "0"},
	} {
		a := get(t, base, tc.path)
		if a.status != tc.status || a.header.Get("RateLimit-Remaining") != tc.remaining {
			t.Errorf("GET %s: %d with %s remaining, want %d with %s",
				tc.path, a.status, a.header.Get("RateLimit-Remaining"), tc.status, tc.remaining)
		}
		if got := a.header.Get("RateLimit-Reset"); got != "1700000000" {
			t.Errorf("RateLimit-Reset = %q", got)
		}
		if tc.status == 429 {
			e := decode[herokuError](t, a)
			if e.ID != "rate_limit" || !strings.HasPrefix(e.Message, "Your account reached the API rate limit\n") || !strings.HasSuffix(e.URL, "#rate-limits") {
				t.Errorf("error = %+v", e)
			}
		}
		if tc.path == "/account/rate-limits" {
			if got, want := string(a.body), fmt.Sprintf(`{"remaining":%s}`, tc.remaining); got != want {
				t.Errorf("body = %s, want %s", got, want)
			}
		}
	}
	h.SetRemaining(1)
	if a := get(t, base, "/apps"); a.status != 200 {
		t.Errorf("after SetRemaining: %d", a.status)
	}
}

// TestRateLimitReset holds the default of RateLimit-Reset, the one header that
// follows the clock, between two readings of it.
func TestRateLimitReset(t *testing.T) {
	h := herokutest.New()
	h.SetRemaining(4500 - 75 + 1)
	base := herokutest.Start(t, h)
	earliest := time.Now().Add(time.Minute).Unix()
	a := get(t, base, "/apps")
	latest := time.Now().Add(time.Minute).Unix()
	var reset int64
	if _, err := fmt.Sscan(a.header.Get("RateLimit-Reset"), &reset); err != nil || reset < earliest || reset > latest {
		t.Errorf("RateLimit-Reset = %d, %v; want a minute from now, between %d and %d", reset, err, earliest, latest)
	}
}
