package provider

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

func TestListingDiagnostic(t *testing.T) {
	refused := func(status int, id string) *heroku.Error {
		return &heroku.Error{Request: "GET /apps", Status: status, ID: id, Message: "Heroku's words.", RequestID: "req-1"}
	}
	scoped := refused(403, "forbidden")
	scoped.Scope, scoped.AcceptedScopes = "identity", "global read"
	limited := refused(429, "rate_limit")
	limited.RetryAfter, limited.Retries, limited.URL = 90*time.Second, 4, "https://devcenter.heroku.com/x"

	for name, test := range map[string]struct {
		err     error
		team    types.String
		at      string
		summary string
		says    []string
	}{
		"401": {refused(401, "unauthorized"), types.StringNull(), "", "Heroku does not accept the token",
			[]string{"GET /apps: 401 Unauthorized, unauthorized: Heroku's words. Request id: req-1.", "expired", "authorizations:create --scope read"}},
		"402":             {refused(402, "delinquent"), types.StringNull(), "", "The Heroku account is in arrears", []string{"invoices"}},
		"403":             {refused(403, "forbidden"), types.StringNull(), "", "The Heroku token may not list these apps", []string{"scope read"}},
		"403, scopes":     {scoped, types.StringNull(), "", "The Heroku token may not list these apps", []string{`has the OAuth scope "identity"; the request takes any of "global read"`}},
		"403, suspended":  {refused(403, "suspended"), types.StringNull(), "", "The Heroku account is suspended", []string{"support"}},
		"403, two_factor": {refused(403, "two_factor"), types.StringNull(), "", "Heroku demands a second factor", []string{"authorizations:create"}},
		"404":             {refused(404, "not_found"), types.StringNull(), "", "Heroku does not have what was asked for", []string{"heroku.api_url"}},
		"404 of a team":   {refused(404, "not_found"), types.StringValue("acme"), "team", "Heroku team not found", []string{`"acme"`, "not a member", "req-1"}},
		"406":             {refused(406, "not_acceptable"), types.StringNull(), "", "Heroku no longer speaks this provider's version of the API", []string{"Upgrade"}},
		"410":             {refused(410, "gone"), types.StringNull(), "", "Heroku no longer speaks this provider's version of the API", []string{"Upgrade"}},
		"422":             {refused(422, "invalid_params"), types.StringNull(), "", "Heroku refuses the request", []string{"arguments"}},
		"422, unverified": {refused(422, "verification_needed"), types.StringNull(), "", "The Heroku account must be verified", []string{"https://heroku.com/verify"}},
		"429": {limited, types.StringNull(), "", "Heroku's rate limit is reached",
			[]string{"tried 5 times", "See https://devcenter.heroku.com/x", "asks to wait 1m30s. Try again after ", ", UTC.", "4,500 requests an hour", "counts all"}},
		"429, no word": {refused(429, "rate_limit"), types.StringNull(), "", "Heroku's rate limit is reached",
			[]string{"does not say how long to wait. Try again in a few minutes.", "4,500 requests an hour for each account"}},
		"503":   {refused(503, ""), types.StringNull(), "", "Heroku failed to answer", []string{"https://status.heroku.com"}},
		"302":   {refused(302, ""), types.StringNull(), "", "Heroku's API redirects", []string{"heroku.api_url"}},
		"other": {refused(418, ""), types.StringNull(), "", "Heroku refuses the request", []string{"418 I'm a teapot"}},
		"incomplete": {&heroku.IncompleteError{Request: "GET /apps", Page: 2, RequestID: "req-1", Reason: "it is odd"}, types.StringNull(), "",
			"Heroku's list of apps is not complete", []string{"Page 2 of GET /apps", "it is odd. Request id: req-1.", "No app is given"}},
		"connection": {errors.New("connection refused"), types.StringNull(), "", "Heroku cannot be reached", []string{"connection refused.", "HTTPS_PROXY"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := listingDiagnostic(t.Context(), test.err, test.team, time.Minute)
			if got.Summary() != test.summary {
				t.Errorf("summary %q, want %q", got.Summary(), test.summary)
			}
			for _, text := range test.says {
				if !strings.Contains(got.Detail(), text) {
					t.Errorf("the detail does not say %q:\n%s", text, got.Detail())
				}
			}
			at := ""
			if withPath, ok := got.(interface{ Path() path.Path }); ok {
				at = withPath.Path().String()
			}
			if at != test.at {
				t.Errorf("at %q, want %q", at, test.at)
			}
			if strings.Contains(got.Detail(), "..") {
				t.Errorf("two full stops:\n%s", got.Detail())
			}
		})
	}
}

// The time of the wait is told by the clock of the person who reads it, which begins with the year 2000 here.
func TestListingDiagnostic_waitThatDoesNotFit(t *testing.T) {
	for name, err := range map[string]error{
		"refused": &heroku.Error{Request: "GET /apps", Status: 429, RetryAfter: 20 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
				defer cancel()
				got := listingDiagnostic(ctx, err, types.StringNull(), 5*time.Minute)
				const want = "Heroku asks to wait 20m0s, which is longer than timeouts.read leaves. Try again after 00:20:00 on 1 January 2000, UTC."
				if got.Summary() != "Heroku's rate limit is reached" || !strings.Contains(got.Detail(), want) {
					t.Errorf("want %q, got %s:\n%s", want, got.Summary(), got.Detail())
				}
			})
		})
	}
}

func TestListingDiagnostic_ended(t *testing.T) {
	expired, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	got := listingDiagnostic(expired, context.DeadlineExceeded, types.StringNull(), 90*time.Second)
	if got.Summary() != "Listing Heroku apps took too long" || !strings.Contains(got.Detail(), "after 1m30s") {
		t.Errorf("timeout: %v", got)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if got := listingDiagnostic(canceled, context.Canceled, types.StringNull(), time.Minute); got.Summary() != "Listing Heroku apps was interrupted" {
		t.Errorf("interruption: %v", got)
	}
}
