package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

// remedies say what an answer of Heroku's means and what to do about it. The first row with the status, and with the
// error id where the row has one, is taken.
var remedies = []struct {
	status          int
	id              string
	summary, remedy string
}{
	{401, "", "Heroku does not accept the token",
		"The token is mistyped, expired or revoked. Sign in again with: terraform-provider-modulex login\n\n" +
			"Or make a new token with: " + makeToken},
	{402, "", "The Heroku account is in arrears",
		"Settle the account's invoices, or use a token of another account."},
	{403, "suspended", "The Heroku account is suspended",
		"Ask Heroku's support why, or use a token of another account."},
	{403, "two_factor", "Heroku demands a second factor",
		"A program cannot give one. Use a token of an OAuth authorization instead, made with: " + makeToken},
	{403, "", "The Heroku token may not list these apps",
		"Use a token with the OAuth scope read (or read-protected, write, write-protected or global), of an account that " +
			"may see the apps."},
	{404, "", "Heroku does not have what was asked for",
		"Check heroku.api_url: it must be the address of Heroku's Platform API."},
	{406, "", "Heroku no longer speaks this provider's version of the API",
		"Upgrade the provider. If there is no newer version, please report this."},
	{410, "", "Heroku no longer speaks this provider's version of the API",
		"Upgrade the provider. If there is no newer version, please report this."},
	{422, "verification_needed", "The Heroku account must be verified",
		"Verify the account at https://heroku.com/verify, or use a token of another account."},
	{422, "", "Heroku refuses the request",
		"Check the arguments against Heroku's answer."},
	{429, "", rateLimitSummary, rateLimitRemedy},
}

const (
	rateLimitSummary = "Heroku's rate limit is reached"
	rateLimitRemedy  = "Heroku allows 4,500 requests an hour for each account, gives back about 75 a minute, and counts all of the " +
		"account's tokens and tools together. Run fewer at once, or allow more time by timeouts.read and max_retries."
)

// unlisted stands for the statuses that have no row of their own.
func unlisted(status int) (summary, remedy string) {
	switch {
	case status >= 500:
		return "Heroku failed to answer", "Try again later. https://status.heroku.com tells of known trouble."
	case status >= 300 && status < 400:
		return "Heroku's API redirects", "A token is sent to one address only, so redirects are not followed. Check heroku.api_url."
	default:
		return "Heroku refuses the request", "Check heroku.api_url; if it is right, please report this to the provider's developers."
	}
}

// listingDiagnostic says why a listing within ctx failed, and what to do about it.
func listingDiagnostic(ctx context.Context, err error, team types.String, limit time.Duration) diag.Diagnostic {
	refused := (*heroku.Error)(nil)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return diag.NewErrorDiagnostic("Listing Heroku apps was interrupted", "No apps were read.")
	case ctx.Err() != nil:
		return diag.NewAttributeErrorDiagnostic(path.Root("timeouts").AtName("read"), "Listing Heroku apps took too long",
			fmt.Sprintf("The list was not complete after %s, the limit for the whole listing. Set a larger timeouts.read, or "+
				"see with TF_LOG=INFO what took the time.", limit))
	case !team.IsNull() && errors.As(err, &refused) && refused.Status == 404:
		return diag.NewAttributeErrorDiagnostic(path.Root("team"), "Heroku team not found", paragraphs(
			answer(refused),
			fmt.Sprintf("There is no team %q, or the token's account is not a member of it. Check the name, and the account of "+
				"the token.", team.ValueString())))
	default:
		return requestDiagnostic(ctx, err)
	}
}

// requestDiagnostic says why a request to Heroku within ctx failed, and what to do about it.
func requestDiagnostic(ctx context.Context, err error) diag.Diagnostic {
	refused, incomplete := (*heroku.Error)(nil), (*heroku.IncompleteError)(nil)
	noToken, scope := (*auth.Error)(nil), (*heroku.ScopeError)(nil)
	switch {
	case ctx.Err() != nil:
		return diag.NewErrorDiagnostic("Signing in to Heroku was interrupted", "No access token was obtained.")
	case errors.As(err, &refused):
		summary, remedy := remedyFor(refused)
		return diag.NewErrorDiagnostic(summary, paragraphs(answer(refused), wait(ctx, refused), scopes(refused), remedy))
	case errors.As(err, &incomplete):
		return diag.NewErrorDiagnostic("Heroku's list of apps is not complete", paragraphs(
			fmt.Sprintf("Page %d of %s cannot be a part of the whole list: %s.%s",
				incomplete.Page, incomplete.Request, incomplete.Reason, requestID(incomplete.RequestID)),
			"No app is given, since a part could be taken for all. Read again. If it stays, check that heroku.api_url leads "+
				"to Heroku, with no proxy that answers in its place, and report it."))
	case errors.As(err, &noToken):
		return tokenDiagnostic(noToken)
	case errors.As(err, &scope):
		return diag.NewErrorDiagnostic("The Heroku token may do more than read", paragraphs(
			scope.Error()+", but heroku.require_read_only allows only a token that can do nothing but read.",
			"Create one with: "+makeToken, "Or sign in again with: terraform-provider-modulex login -scope read"))
	default:
		return diag.NewErrorDiagnostic("Heroku cannot be reached", paragraphs(
			"The connection failed: "+err.Error()+".",
			"Check the network, HTTPS_PROXY and NO_PROXY, and heroku.api_url. If the connection is slow, set a larger "+
				"heroku.request_timeout."))
	}
}

// tokenDiagnostic says why there is no access token.
func tokenDiagnostic(failed *auth.Error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Signing in to Heroku failed", paragraphs(strings.TrimSuffix(failed.Reason, ".")+".", failed.Remedy))
}

func remedyFor(refused *heroku.Error) (summary, remedy string) {
	for _, row := range remedies {
		if row.status == refused.Status && (row.id == "" || row.id == refused.ID) {
			return row.summary, row.remedy
		}
	}
	return unlisted(refused.Status)
}

// answer says what was asked and what came back.
func answer(refused *heroku.Error) string {
	text := "Heroku answered " + strings.TrimSuffix(refused.Error(), ".") + "."
	if refused.Retries > 0 {
		text += fmt.Sprintf(" It was tried %d times.", refused.Retries+1)
	}
	if refused.URL != "" {
		text += " See " + refused.URL + "."
	}
	return text + requestID(refused.RequestID)
}

// wait says for how long, and until when, a refused request asks to wait.
func wait(ctx context.Context, refused *heroku.Error) string {
	switch {
	case refused.RetryAfter > 0:
		return waitFor(ctx, refused.RetryAfter)
	case refused.Status == 429:
		return "Heroku does not say how long to wait. Try again in a few minutes."
	default:
		return ""
	}
}

func waitFor(ctx context.Context, span time.Duration) string {
	now := time.Now()
	text := fmt.Sprintf("Heroku asks to wait %s", (span + time.Second - 1).Truncate(time.Second))
	if deadline, limited := ctx.Deadline(); limited && now.Add(span).After(deadline) {
		text += ", which is longer than timeouts.read leaves"
	}
	return text + ". Try again after " + now.Add(span+time.Second-1).UTC().Format("15:04:05 on 2 January 2006, UTC") + "."
}

func requestID(id string) string {
	if id == "" {
		return ""
	}
	return " Request id: " + id + "."
}

func scopes(refused *heroku.Error) string {
	if refused.Status != 403 || refused.Scope == "" || refused.AcceptedScopes == "" {
		return ""
	}
	return fmt.Sprintf("The token has the OAuth scope %q; the request takes any of %q.", refused.Scope, refused.AcceptedScopes)
}

// paragraphs joins those of the texts that say something.
func paragraphs(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), "\n\n")
}
