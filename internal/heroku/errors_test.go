package heroku_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

func TestError(t *testing.T) {
	for name, test := range map[string]struct {
		response response
		want     heroku.Error
	}{
		"Heroku's form": {
			response{403, map[string]string{"Request-Id": "a,b", "Oauth-Scope": "identity", "Oauth-Scope-Accepted": "global read"},
				`{"id":"forbidden","message":"The scope does not allow this.","url":"https://devcenter.heroku.com/x"}`},
			heroku.Error{Status: 403, ID: "forbidden", Message: "The scope does not allow this.", URL: "https://devcenter.heroku.com/x",
				RequestID: "a,b", Scope: "identity", AcceptedScopes: "global read"},
		},
		"the form of an API that is gone": {
			response{410, nil, `{"id":"gone","error":"This version is no more."}`},
			heroku.Error{Status: 410, ID: "gone", Message: "This version is no more."},
		},
		"more keys":             {response{404, nil, `{"id":"not_found","message":"No.","resource":"team"}`}, heroku.Error{Status: 404, ID: "not_found", Message: "No."}},
		"HTML":                  {response{404, nil, `<h1>secret-body</h1>`}, heroku.Error{Status: 404}},
		"no body":               {response{401, nil, ``}, heroku.Error{Status: 401}},
		"array":                 {response{400, nil, `["secret-body"]`}, heroku.Error{Status: 400}},
		"wrong types":           {response{400, nil, `{"id":"secret-body","message":{"a":1}}`}, heroku.Error{Status: 400}},
		"cut":                   {response{400, nil, `{"id":"secret-body","message":"wh`}, heroku.Error{Status: 400}},
		"larger than the limit": {response{400, nil, `{"id":"secret-body","message":"` + strings.Repeat("x", 1<<20) + `"}`}, heroku.Error{Status: 400}},
		"long":                  {response{400, nil, `{"message":"` + strings.Repeat("x", 1000) + `"}`}, heroku.Error{Status: 400, Message: strings.Repeat("x", 300) + "…"}},
		"control character":     {response{400, nil, `{"message":"two\nlines\u001b[31m\u0007"}`}, heroku.Error{Status: 400, Message: "two lines [31m"}},
		"the token":             {response{401, nil, `{"message":"No: the-token!"}`}, heroku.Error{Status: 401, Message: "No: [redacted]!"}},
		"another token":         {response{401, nil, `{"message":"No: HRKU-AAxyz."}`}, heroku.Error{Status: 401, Message: "No: [redacted]"}},
		"unexpected success":    {response{202, nil, `[]`}, heroku.Error{Status: 202}},
		"rate limit": {
			response{429, map[string]string{"Retry-After": "30", "RateLimit-Reset": "60"}, `{"id":"rate_limit","message":"Wait."}`},
			heroku.Error{Status: 429, ID: "rate_limit", Message: "Wait.", RetryAfter: 30 * time.Second},
		},
	} {
		t.Run(name, func(t *testing.T) {
			address, _ := script(t, test.response)
			apps, err := newClient(t, address).Apps(t.Context(), heroku.AllApps)
			got, ok := errors.AsType[*heroku.Error](err)
			if !ok || apps != nil {
				t.Fatalf("got %d apps and %v, want an Error", len(apps), err)
			}
			test.want.Request = "GET /apps"
			if diff := gocmp.Diff(test.want, *got); diff != "" {
				t.Errorf("the error differs (-want +got):\n%s", diff)
			}
			if strings.Contains(err.Error(), "secret-body") {
				t.Errorf("the error repeats the body: %v", err)
			}
		})
	}
}

func TestError_Error(t *testing.T) {
	for want, err := range map[string]heroku.Error{
		"GET /apps: 401 Unauthorized":                                {Request: "GET /apps", Status: 401},
		"GET /apps: 429 Too Many Requests, rate_limit: Please wait.": {Request: "GET /apps", Status: 429, ID: "rate_limit", Message: "Please wait."},
	} {
		if got := err.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
