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
	h.SetReset(time.Time{})
	a := get(t, base, "/apps", with("Authorization", "Bearer unknown"))
	if a.header.Get("RateLimit-Remaining") != "" {
		t.Errorf("a 401 has RateLimit-Remaining %s", a.header.Get("RateLimit-Remaining"))
	}
	if a := get(t, base, "/apps"); a.status != 200 || a.header.Get("RateLimit-Reset") != "" {
		t.Errorf("after SetRemaining and no SetReset: %d, RateLimit-Reset %q", a.status, a.header.Get("RateLimit-Reset"))
	}
}
