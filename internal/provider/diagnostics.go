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
	"github.com/modulex/terraform-provider-modulex/internal/explain"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

// makeToken is the command that creates a read-only token.
const makeToken = explain.CreateToken

// remedies explain Heroku's error responses and what to do about them. The first row with the
// status, and with the error id if the row has one, applies.
var remedies = []struct {
	status          int
	id              string
	summary, remedy string
}{
	{402, "", "Heroku account is delinquent", "Pay the account's outstanding invoices, or use a token of another account."},
	{403, "suspended", "Heroku account is suspended", "Ask Heroku's support for the reason, or use a token of another account."},
	{403, "two_factor", "Heroku requires a second factor",
		"The provider cannot enter one. Use the token of an OAuth authorization, created with: " + makeToken},
	{403, "", "Heroku denied access to the apps", "Use a token of an account that can list these apps."},
	{406, "", unsupportedVersion, upgrade},
	{410, "", unsupportedVersion, upgrade},
	{422, "verification_needed", "Heroku account is not verified",
		"Verify the account at https://heroku.com/verify, or use a token of another account."},
	{422, "", "Heroku rejected the request", "Check the data source's arguments against Heroku's message."},
	{429, "", "Heroku rate limit exceeded",
		"Heroku allows each account 4,500 requests an hour, for all its tokens and tools together, and restores about 75 a " +
			"minute. Run fewer tools at once, or allow more time with timeouts.read and heroku.max_retries."},
}

const (
	unsupportedVersion = "Unsupported Heroku API version"
	upgrade            = "Upgrade the provider. If it is the newest version, please report this to its developers."
)

// listingDiagnostic explains why a listing within ctx failed, and what to do about it.
func (a *herokuAccount) listingDiagnostic(ctx context.Context, err error, team types.String, limit time.Duration) diag.Diagnostic {
	refused := (*heroku.Error)(nil)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return diag.NewErrorDiagnostic("Listing Heroku apps was interrupted", "The provider returned no apps.")
	case ctx.Err() != nil:
		return diag.NewAttributeErrorDiagnostic(path.Root("timeouts").AtName("read"), "Listing Heroku apps timed out",
			fmt.Sprintf("The list was not complete after %s, the timeout for the whole listing. Set a larger timeouts.read. To see "+
				"what takes the time, set TF_LOG_PROVIDER=INFO.", limit))
	case !team.IsNull() && errors.As(err, &refused) && isForbidden(refused):
		return diag.NewAttributeErrorDiagnostic(path.Root("team"), "Heroku team not found", paragraphs(
			response(refused),
			fmt.Sprintf("There is no team %q, or the token's account is not a member of it. Check the name, or use a token of a "+
				"member of the team.", team.ValueString())))
	default:
		return a.requestDiagnostic(ctx, err)
	}
}

// requestDiagnostic explains why a request to Heroku within ctx failed, and what to do about it.
func (a *herokuAccount) requestDiagnostic(ctx context.Context, err error) diag.Diagnostic {
	refused, incomplete := (*heroku.Error)(nil), (*heroku.IncompleteError)(nil)
	noToken, scope := (*auth.Error)(nil), (*heroku.ScopeError)(nil)
	switch {
	case ctx.Err() != nil:
		return diag.NewErrorDiagnostic("Signing in to Heroku was interrupted", "The provider obtained no access token.")
	case errors.As(err, &refused):
		return a.refusal(ctx, refused)
	case errors.As(err, &incomplete):
		return diag.NewErrorDiagnostic("Incomplete list of Heroku apps", paragraphs(
			fmt.Sprintf("Page %d of %s does not fit a complete list: %s.%s",
				incomplete.Page, incomplete.Request, incomplete.Reason, requestID(incomplete.RequestID)),
			"The provider returned no apps, because an incomplete list could be mistaken for a complete one. Run Terraform again. If the error "+
				"persists, "+a.checkAPI("check that no proxy responds in Heroku's place, and report this")))
	case errors.As(err, &noToken):
		return tokenDiagnostic(noToken)
	case errors.As(err, &scope):
		return diag.NewErrorDiagnostic("Heroku token is not read-only", paragraphs(
			scope.Error()+", but heroku.require_read_only accepts only read-only tokens.",
			"Create one with: "+makeToken, "Or sign in again with: terraform-provider-modulex login -scope read"))
	default:
		return a.connectionDiagnostic(err)
	}
}

// tokenDiagnostic explains why there is no access token.
func tokenDiagnostic(failed *auth.Error) diag.Diagnostic {
	return diagnostic(explain.Error(failed))
}

// refusal explains an error response.
func (a *herokuAccount) refusal(ctx context.Context, refused *heroku.Error) diag.Diagnostic {
	if lacksScope(refused) {
		return diag.NewErrorDiagnostic("Insufficient Heroku token scope", paragraphs(response(refused), fmt.Sprintf(
			"The token has the OAuth scope %q, and the request needs one of %q. Create a token with: %s",
			refused.Scope, refused.AcceptedScopes, makeToken)))
	}
	if refused.Status == 401 {
		text := explain.Error(a.tokens.Rejected())
		text.Happened = paragraphs(response(refused), text.Happened)
		return diagnostic(text)
	}
	summary, remedy := "", ""
	for _, row := range remedies {
		if row.status == refused.Status && (row.id == "" || row.id == refused.ID) {
			summary, remedy = row.summary, row.remedy
			break
		}
	}
	switch {
	case summary != "":
	case refused.Status >= 500:
		summary, remedy = "Heroku server error", "Try again later. See https://status.heroku.com for incidents."
	case refused.Status >= 300 && refused.Status < 400:
		summary = "Heroku API redirected the request"
		remedy = "The provider does not follow redirects, so that it sends the token to one server only. To correct that, " +
			a.checkAPI("check that no proxy responds in Heroku's place")
	default:
		summary, remedy = "Heroku rejected the request", capitalized(a.checkAPI("report this to the provider's developers"))
	}
	return diag.NewErrorDiagnostic(summary, paragraphs(response(refused), backoff(ctx, refused), remedy))
}

// checkAPI returns the advice to check the API's URL, or the given advice if the URL is the
// default.
func (a *herokuAccount) checkAPI(otherwise string) string {
	if a.apiSource == "" {
		return otherwise + "."
	}
	return "check " + a.apiSource + ": it must be the URL of Heroku's Platform API."
}

func capitalized(sentence string) string { return strings.ToUpper(sentence[:1]) + sentence[1:] }

// isForbidden reports whether the list does not exist or the account cannot see it.
func isForbidden(refused *heroku.Error) bool {
	ofAccount := refused.ID == "suspended" || refused.ID == "two_factor"
	return refused.Status == 404 || refused.Status == 403 && !ofAccount && !lacksScope(refused)
}

// lacksScope reports whether Heroku refused a request because of the token's OAuth scope.
func lacksScope(refused *heroku.Error) bool {
	if refused.Status != 403 || refused.Scope == "" || refused.AcceptedScopes == "" {
		return false
	}
	split := func(scopes string) []string {
		return strings.FieldsFunc(scopes, func(r rune) bool { return r == ' ' || r == ',' })
	}
	accepted := split(refused.AcceptedScopes)
	return !slices.ContainsFunc(split(refused.Scope), func(scope string) bool { return slices.Contains(accepted, scope) })
}

// response describes the request and Heroku's response.
func response(refused *heroku.Error) string {
	text := "Heroku responded to " + strings.TrimSuffix(refused.Error(), ".") + "."
	if refused.Retries > 0 {
		text += fmt.Sprintf(" The provider sent the request %d times.", refused.Retries+1)
	}
	if refused.URL != "" {
		text += " See " + refused.URL + "."
	}
	return text + requestID(refused.RequestID)
}

// backoff returns the advice when to send a rejected request again.
func backoff(ctx context.Context, refused *heroku.Error) string {
	switch {
	case refused.RetryAfter > 0:
		now := time.Now()
		text := fmt.Sprintf("Heroku asks to wait %s", (refused.RetryAfter + time.Second - 1).Truncate(time.Second))
		if deadline, limited := ctx.Deadline(); limited && now.Add(refused.RetryAfter).After(deadline) {
			text += ", which is longer than timeouts.read allows"
		}
		return text + ". Try again after " + now.Add(refused.RetryAfter+time.Second-1).UTC().Format("15:04:05 on 2 January 2006, UTC") + "."
	case refused.Status == 429:
		return "Heroku does not say how long to wait. Try again in a few minutes."
	default:
		return ""
	}
}

func requestID(id string) string {
	if id == "" {
		return ""
	}
	return " Request id: " + id + "."
}

// paragraphs joins the texts that are not empty.
func paragraphs(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), "\n\n")
}
