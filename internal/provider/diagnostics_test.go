package provider

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
	"github.com/modulex/terraform-provider-modulex/internal/web"
)

func TestListingDiagnostic(t *testing.T) {
	refused := func(status int, id string) *heroku.Error {
		return &heroku.Error{Request: "GET /apps", Status: status, ID: id, Message: "Heroku's words.", RequestID: "req-1"}
	}
	scoped := func(id, scope string) *heroku.Error {
		refused := refused(403, id)
		refused.Scope, refused.AcceptedScopes = scope, "global read write"
		return refused
	}
	limited := refused(429, "rate_limit")
	limited.RetryAfter, limited.Retries, limited.URL = 90*time.Second, 4, "https://devcenter.heroku.com/x"
	const none, version = "", "Unsupported Heroku API version"

	for name, test := range map[string]struct {
		err     error
		team    string
		summary string
		says    []string
		not     string // must not be in the detail
	}{
		"401":                         {refused(401, "unauthorized"), none, "Invalid Heroku token", []string{"GET /apps: 401 Unauthorized, unauthorized: Heroku's words. Request id: req-1.", "expired", "authorizations:create --scope read"}, ""},
		"402":                         {refused(402, "delinquent"), none, "Heroku account is delinquent", []string{"invoices"}, ""},
		"403":                         {refused(403, "forbidden"), none, "Heroku denied access to the apps", []string{"an account that can list", "req-1"}, "scope"},
		"403, scope not accepted":     {scoped("forbidden", "identity"), none, "Insufficient Heroku token scope", []string{`has the OAuth scope "identity"`, `one of "global read write"`, "--scope read"}, ""},
		"403, scope accepted":         {scoped("forbidden", "read"), none, "Heroku denied access to the apps", []string{"an account that can list"}, "scope"},
		"403, suspended":              {scoped("suspended", "global"), none, "Heroku account is suspended", []string{"support"}, ""},
		"403, two_factor":             {refused(403, "two_factor"), none, "Heroku requires a second factor", []string{"authorizations:create"}, ""},
		"403 of a team":               {scoped("forbidden", "global"), "acme", "Heroku team not found", []string{`no team "acme"`, "not a member", "req-1"}, "scope"},
		"403 of a team, no id":        {scoped("", "global"), "acme", "Heroku team not found", []string{`no team "acme"`, "not a member"}, "scope"},
		"403 of a team, by scope":     {scoped("forbidden", "identity"), "acme", "Insufficient Heroku token scope", []string{"identity"}, "member"},
		"403 of a team, suspended":    {refused(403, "suspended"), "acme", "Heroku account is suspended", []string{"support"}, "member"},
		"404":                         {refused(404, "not_found"), none, "Heroku rejected the request", []string{"Check heroku.api_url"}, ""},
		"404 of a team":               {refused(404, "not_found"), "acme", "Heroku team not found", []string{`no team "acme"`, "not a member", "req-1"}, "api_url"},
		"406":                         {refused(406, "not_acceptable"), none, version, []string{"Upgrade"}, ""},
		"410":                         {refused(410, "gone"), none, version, []string{"Upgrade"}, ""},
		"422":                         {refused(422, "invalid_params"), none, "Heroku rejected the request", []string{"arguments"}, ""},
		"422, verification_needed":    {refused(422, "verification_needed"), none, "Heroku account is not verified", []string{"https://heroku.com/verify"}, ""},
		"429":                         {limited, none, "Heroku rate limit exceeded", []string{"sent the request 5 times", "See https://devcenter.heroku.com/x", "asks to wait 1m30s. Try again after ", ", UTC.", "4,500 requests an hour"}, ""},
		"429 without a delay":         {refused(429, "rate_limit"), none, "Heroku rate limit exceeded", []string{"does not say how long to wait. Try again in a few minutes.", "4,500 requests an hour"}, ""},
		"503":                         {refused(503, ""), none, "Heroku server error", []string{"https://status.heroku.com"}, ""},
		"302":                         {refused(302, ""), none, "Heroku API redirected the request", []string{"check heroku.api_url"}, ""},
		"418":                         {refused(418, ""), none, "Heroku rejected the request", []string{"418 I'm a teapot"}, ""},
		"incomplete":                  {&heroku.IncompleteError{Request: "GET /apps", Page: 2, RequestID: "req-1", Reason: "it is odd"}, none, "Incomplete list of Heroku apps", []string{"Page 2 of GET /apps", "it is odd. Request id: req-1.", "returned no apps"}, ""},
		"scope is not read-only":      {&heroku.ScopeError{Scope: "global"}, none, "Heroku token is not read-only", []string{`"global"`, "heroku.require_read_only", "--scope read"}, ""},
		"connection":                  {errors.New("connection refused"), none, "Heroku is unreachable", []string{"connection refused.", "HTTPS_PROXY", "Check heroku.api_url"}, "request_timeout"},
		"timeout":                     {&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, none, "Heroku request timed out", []string{"i/o timeout", "heroku.request_timeout"}, "api_url"},
		"unknown host":                {&net.DNSError{Err: "no such host", Name: "api.heroku.com"}, none, "Heroku is unreachable", []string{"no such host", "DNS"}, "request_timeout"},
		"proxy demands a password":    {&web.ProxyError{Status: 407, Variable: "https_proxy"}, none, "Proxy refused the connection", []string{"https_proxy", "407 Proxy Authentication Required", "user name and password"}, "api_url"},
		"proxy forbids the host":      {&web.ProxyError{Status: 403, Variable: "HTTPS_PROXY"}, none, "Proxy refused the connection", []string{"HTTPS_PROXY", "403 Forbidden", "NO_PROXY"}, "password"},
		"proxy redirects":             {&web.ProxyError{Status: 302, Variable: "HTTPS_PROXY"}, none, "Proxy refused the connection", []string{"HTTPS_PROXY", "302 Found"}, "api_url"},
		"proxy with a bad URL":        {&web.ProxyURLError{Variable: "HTTPS_PROXY"}, none, "Invalid proxy URL", []string{"HTTPS_PROXY", `"%25" for "%"`, `"%5C" for "\"`}, "api_url"},
		"certificate of an authority": {x509.UnknownAuthorityError{Cert: issuedBy("Corp CA")}, none, "Untrusted certificate", []string{`"CN=Corp CA"`, "SSL_CERT_FILE"}, "api_url"},
		"certificate of a host":       {x509.HostnameError{Certificate: issuedBy("Corp CA"), Host: "api.heroku.com"}, none, "Certificate of another server", []string{"api.heroku.com", "check heroku.api_url"}, "request_timeout"},
		"expired certificate":         {x509.CertificateInvalidError{Cert: issuedBy("Corp CA"), Reason: x509.Expired, Detail: "it is late"}, none, "Invalid certificate", []string{"expired", `"CN=Corp CA"`, "clock"}, "request_timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			team := types.StringNull()
			if test.team != "" {
				team = types.StringValue(test.team)
			}
			tokens := auth.NewSource(auth.Origin{Method: auth.MethodToken, Setting: auth.TokenSetting}, nil, slog.New(slog.DiscardHandler))
			account := &herokuAccount{apiSource: "heroku.api_url", tokens: tokens}
			got := account.listingDiagnostic(t.Context(), fmt.Errorf("wrapped: %w", test.err), team, time.Minute)
			says(t, got, test.summary, test.says...)
			if test.not != "" && strings.Contains(got.Detail(), test.not) {
				t.Errorf("the detail mentions %s:\n%s", test.not, got.Detail())
			}
			// With the default URL, there is no argument to check.
			if detail := (&herokuAccount{tokens: tokens}).listingDiagnostic(t.Context(), test.err, team, time.Minute).Detail(); strings.Contains(detail, "api_url") {
				t.Errorf("the detail mentions an argument that is not set:\n%s", detail)
			}
		})
	}
}

func issuedBy(authority string) *x509.Certificate {
	return &x509.Certificate{Issuer: pkix.Name{CommonName: authority}, NotAfter: time.Now().Add(-time.Hour)}
}

// says checks that the diagnostic has the summary, and that its detail contains the texts.
func says(t *testing.T, got diag.Diagnostic, summary string, texts ...string) {
	t.Helper()
	if got.Summary() != summary || len(strings.Fields(summary)) > 6 {
		t.Errorf("the summary is %q, want %q, with at most six words", got.Summary(), summary)
	}
	for _, text := range texts {
		if !strings.Contains(got.Detail(), text) {
			t.Errorf("the detail does not say %q:\n%s", text, got.Detail())
		}
	}
	for _, slip := range []string{"..", " .", "  ", ":.", ",."} {
		if strings.Contains(got.Detail(), slip) {
			t.Errorf("the detail has %q:\n%s", slip, got.Detail())
		}
	}
}

// The message names the time of the next try by the local clock. In a synctest bubble, the clock
// starts at the year 2000.
func TestListingDiagnostic_waitLongerThanTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		defer cancel()
		err := &heroku.Error{Request: "GET /apps", Status: 429, RetryAfter: 20 * time.Minute}
		says(t, new(herokuAccount).listingDiagnostic(ctx, err, types.StringNull(), 5*time.Minute), "Heroku rate limit exceeded",
			"Heroku asks to wait 20m0s, which is longer than timeouts.read allows. Try again after 00:20:00 on 1 January 2000, UTC.")
	})
}

func TestListingDiagnostic_ended(t *testing.T) {
	expired, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	says(t, new(herokuAccount).listingDiagnostic(expired, context.DeadlineExceeded, types.StringNull(), 90*time.Second),
		"Listing Heroku apps timed out", "after 1m30s", "timeouts.read")
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	says(t, new(herokuAccount).listingDiagnostic(canceled, context.Canceled, types.StringNull(), time.Minute),
		"Listing Heroku apps was interrupted")
}
