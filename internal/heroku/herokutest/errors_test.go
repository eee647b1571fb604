package herokutest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

func TestWriteError(t *testing.T) {
	for _, tc := range []struct {
		status  int
		id      string
		message string
		want    string
	}{
		{400, "bad_request", "", `{"id":"bad_request","message":"Request invalid, validate usage and try again."}`},
		{401, "unauthorized", "", `{"id":"unauthorized","message":"Invalid credentials provided."}`},
		{402, "delinquent", "", `{"id":"delinquent","message":"There is a problem with the payment for your account."}`},
		{403, "forbidden", "", `{"id":"forbidden","message":"The scope of this OAuth authorization does not allow access to this resource."}`},
		{403, "suspended", "", `{"id":"suspended","message":"Your account is suspended."}`},
		{403, "two_factor", "", `{"id":"two_factor","message":"A second authentication factor is required."}`},
		{404, "not_found", "Gone fishing.", `{"id":"not_found","message":"Gone fishing."}`},
		{406, "not_acceptable", "", `{"id":"not_acceptable","message":"The requested version of the API is not known."}`},
		{400, "missing_version", "Say it.", `{"id":"missing_version","error":"Say it."}`},
		{410, "gone", "", `{"id":"gone","error":"This version of the API has been Sunset."}`},
		{422, "invalid_params", "", `{"id":"invalid_params","message":"Params invalid, check usage and try again."}`},
		{422, "verification_needed", "", `{"id":"verification_needed","message":"Please verify your account."}`},
		{429, "rate_limit", "", `{"id":"rate_limit","message":"Your account reached the API rate limit\nPlease wait a few minutes before making new requests",` +
			`"url":"https://devcenter.heroku.com/articles/platform-api-reference#rate-limits"}`},
		{500, "internal", "Something failed.", `{"id":"internal","message":"Something failed."}`},
	} {
		t.Run(tc.id, func(t *testing.T) {
			w := httptest.NewRecorder()
			herokutest.WriteError(w, tc.status, tc.id, tc.message)
			if w.Code != tc.status || w.Body.String() != tc.want || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
				t.Errorf("%d %s %s, want %d %s", w.Code, w.Header().Get("Content-Type"), w.Body, tc.status, tc.want)
			}
		})
	}
}

func TestWriteErrorPage(t *testing.T) {
	w := httptest.NewRecorder()
	herokutest.WriteError(w, http.StatusServiceUnavailable, "", "")
	if w.Code != 503 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || !strings.Contains(w.Body.String(), "Service Unavailable") {
		t.Errorf("%d %s %s, want an HTML page", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
}

func TestFault(t *testing.T) {
	fail := herokutest.Fail(http.StatusServiceUnavailable, "", "")
	for name, tc := range map[string]struct {
		fault herokutest.Fault
		want  []int
	}{
		"every request":      {fail, []int{503, 503, 503}},
		"no request":         {fail.First(0), []int{200, 200, 200}},
		"the first two":      {fail.First(2), []int{503, 503, 200}},
		"by number":          {fail.On(1, 3), []int{503, 200, 503}},
		"from the second on": {fail.From(2), []int{200, 503, 503}},
		"the outermost of two": {
			herokutest.All(herokutest.Fail(http.StatusForbidden, "suspended", "").On(2), fail.From(2)), []int{200, 403, 503},
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := herokutest.New()
			base := herokutest.Start(t, h)
			h.Use(tc.fault)
			for i, want := range tc.want {
				if a := get(t, base, "/apps"); a.status != want || a.header.Get("RateLimit-Remaining") == "" {
					t.Errorf("request %d: %d, want %d, and RateLimit-Remaining", i, a.status, want)
				}
				if got := h.Requests()[i].Status; got != want {
					t.Errorf("request %d: recorded %d, want %d", i, got, want)
				}
			}
		})
	}
}

// TestUseOrder shows that the last fault is the outermost.
func TestUseOrder(t *testing.T) {
	h := herokutest.New()
	base := herokutest.Start(t, h)
	h.Use(herokutest.Fail(http.StatusPaymentRequired, "delinquent", ""))
	h.Use(herokutest.Fail(http.StatusForbidden, "suspended", "").First(1))
	for _, want := range []int{403, 402} {
		if a := get(t, base, "/apps"); a.status != want {
			t.Errorf("status = %d, want %d", a.status, want)
		}
	}
}
