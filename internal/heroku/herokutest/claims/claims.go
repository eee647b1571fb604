// Package claims lists what the provider assumes about the Platform API, claim by claim. Tests
// check the claims against the mock, and `make test-live` checks them against the real API.
//
// A claim names the rows of recordings/testdata/recordings.json that prove it: recorded responses
// of the real API. A claim without rows is an assumption. A run sends at most 40 requests, only
// GET, and none twice.
package claims

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const userAgent = "terraform-provider-modulex/test-live"

// Config selects the API and the account to check.
type Config struct {
	// BaseURL is the address of the API.
	BaseURL *url.URL
	// Token is an access token of the account.
	Token string
	// ForeignTeam is the name of a team that the account does not belong to, if one is known.
	ForeignTeam string
	// Transport sends the requests. It must not decompress responses. By default, the package
	// provides one.
	Transport http.RoundTripper
}

// Verdict is the outcome of a claim.
type Verdict string

// The outcomes.
const (
	Holds   Verdict = "holds"
	Differs Verdict = "differs"
	Untried Verdict = "could not be tried"
)

// Result is the outcome of one claim. Detail explains how the API differs or why the claim could
// not be tried.
type Result struct {
	Claim   string
	Rows    []int // of recordings/testdata/recordings.json
	Verdict Verdict
	Detail  string
}

// claim is one statement about the API.
type claim struct {
	name string
	// rows are the recorded responses that prove the claim.
	rows []int
	// ask returns the request that tests the claim, or an error that explains why there is none.
	ask func(*account) (request, error)
	// head returns how the status and the headers differ, or an empty string. It also checks rows.
	head func(*exchange) string
	// body returns how the body differs, or an empty string.
	body func(*account, *exchange) string
	// shape is true if body needs only the shape of a body, and therefore also checks rows.
	shape bool
}

// untried is the reason why a claim could not be tried.
type untried string

// Error returns the reason.
func (u untried) Error() string { return string(u) }

// account has the facts about the account that claims depend on.
type account struct {
	session  *session
	apps     []element // in the order of ids
	complete bool      // whether apps has every app
	teams    []element
	scopes   []string
}

// Run tries every claim. It returns an error if no claim could be tried.
func Run(ctx context.Context, config Config) (*Report, error) {
	if config.Transport == nil {
		config.Transport = newTransport()
	}
	s := &session{config: config, limit: maxRequests, known: make(map[request]*exchange)}
	report := &Report{session: s}
	a := &account{session: s}

	first, err := s.ask(ctx, request{path: "/apps"})
	if err != nil {
		return nil, err
	}
	if first.status != http.StatusOK && first.status != http.StatusPartialContent {
		return nil, fmt.Errorf("GET /apps: %d %s", first.status, http.StatusText(first.status))
	}
	a.scopes = strings.Fields(first.header.Get("Oauth-Scope"))
	teams, err := s.ask(ctx, request{path: "/teams", byRange: idPages})
	if err == nil {
		a.teams, err = teams.elements()
	}
	if err != nil {
		return nil, fmt.Errorf("GET /teams: %w", err)
	}

	s.limit = len(s.sent) + listingRequests
	listing := a.compareListings(ctx)
	s.limit = maxRequests
	for _, c := range slices.Concat(rangeClaims, headerClaims, errorClaims, collectionClaims) {
		report.Results = append(report.Results, a.try(ctx, c))
	}
	report.Results = append(report.Results, listing)
	mask := s.mask()
	for i := range report.Results {
		report.Results[i].Detail = mask(report.Results[i].Detail)
	}
	return report, nil
}

// try checks one claim against the API.
func (a *account) try(ctx context.Context, c claim) Result {
	result := Result{Claim: c.name, Rows: c.rows, Verdict: Untried}
	asked, err := c.ask(a)
	if err != nil {
		result.Detail = err.Error()
		return result
	}
	e, err := a.session.ask(ctx, asked)
	if err != nil {
		result.Detail = err.Error()
		return result
	}
	detail := ""
	if c.head != nil {
		detail = c.head(e)
	}
	if detail == "" && c.body != nil {
		detail = c.body(a, e)
	}
	result.Verdict, result.Detail = Holds, detail
	if detail != "" {
		result.Verdict = Differs
	}
	return result
}

// compareListings compares the provider's own listing with plain pagination.
func (a *account) compareListings(ctx context.Context) Result {
	result := Result{Claim: "The provider lists the same apps as plain pagination", Verdict: Differs}
	listed, err := a.session.listing(ctx)
	paged, pagingErr := a.session.paging(ctx)
	a.apps, a.complete = paged, pagingErr == nil
	switch {
	case errors.Is(err, errBudget):
		result.Verdict, result.Detail = Untried, errBudget.Error()
		return result
	case err != nil:
		result.Detail = "the provider's listing fails: " + err.Error()
		return result
	case pagingErr != nil:
		result.Verdict, result.Detail = Untried, "plain pagination fails: "+pagingErr.Error()
		return result
	}

	var want, got []string
	for _, app := range paged {
		want = append(want, app.ID+" "+app.Name)
	}
	for _, app := range listed {
		got = append(got, app.ID+" "+app.Name)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		result.Detail = fmt.Sprintf("the provider lists %d apps and plain pagination %d, and they are not the same", len(got), len(want))
		return result
	}
	result.Verdict, result.Detail = Holds, fmt.Sprintf("%d apps", len(got))
	return result
}

// get requests path without a Range.
func get(path string) func(*account) (request, error) {
	return func(*account) (request, error) { return request{path: path}, nil }
}

// ranged requests path with a Range.
func ranged(path, byRange string) func(*account) (request, error) {
	return func(*account) (request, error) { return request{path: path, byRange: byRange}, nil }
}

// rangedAfter requests apps with a Range that depends on the account's apps. It needs two apps.
func rangedAfter(byRange func(apps []element) string) func(*account) (request, error) {
	return func(a *account) (request, error) {
		if len(a.apps) < 2 {
			return request{}, untried(fmt.Sprintf("the account has %d apps, and the claim needs 2", len(a.apps)))
		}
		return request{path: "/apps", byRange: byRange(a.apps)}, nil
	}
}

// complete allows the request only if all apps are known.
func complete(ask func(*account) (request, error)) func(*account) (request, error) {
	return func(a *account) (request, error) {
		if !a.complete {
			return request{}, errBudget
		}
		return ask(a)
	}
}

// cut requests apps with a Range that matches only some of them.
func cut(byRange string) func(*account) (request, error) {
	return rangedAfter(func([]element) string { return byRange })
}

// ofTeam requests a resource of the account's first team.
func ofTeam(suffix, byRange string, scopes ...string) func(*account) (request, error) {
	return func(a *account) (request, error) {
		if len(a.teams) == 0 {
			return request{}, untried("the account belongs to no team")
		}
		if err := a.needs(scopes...); err != nil {
			return request{}, err
		}
		return request{path: "/teams/" + a.teams[0].ID + suffix, byRange: byRange}, nil
	}
}

// needs returns an error unless the token has one of the scopes.
func (a *account) needs(scopes ...string) error {
	if len(scopes) > 0 && !slices.ContainsFunc(scopes, func(s string) bool { return slices.Contains(a.scopes, s) }) {
		return untried("the token's scope is " + strings.Join(a.scopes, " "))
	}
	return nil
}

// without requests path if the token has none of the scopes that path needs.
func without(path string, scopes ...string) func(*account) (request, error) {
	return func(a *account) (request, error) {
		if a.needs(scopes...) == nil {
			return request{}, untried("the token's scope is " + strings.Join(a.scopes, " "))
		}
		return request{path: path}, nil
	}
}

// lacking returns the first of the headers that is present, or an empty string.
func lacking(e *exchange, names ...string) string {
	for _, name := range names {
		if value := e.header.Get(name); value != "" {
			return fmt.Sprintf("%s: %s", name, value)
		}
	}
	return ""
}

// equal returns a check that a header has the wanted value.
func equal(name, want string) func(*exchange) string {
	return func(e *exchange) string {
		if got := e.header.Get(name); got != want {
			return fmt.Sprintf("%s: %s", name, cmp.Or(got, "(none)"))
		}
		return ""
	}
}

// all returns a check that reports the first difference that any of the checks finds.
func all(checks ...func(*exchange) string) func(*exchange) string {
	return func(e *exchange) string {
		for _, check := range checks {
			if detail := check(e); detail != "" {
				return detail
			}
		}
		return ""
	}
}

// status returns a check of the status.
func status(want int) func(*exchange) string {
	return func(e *exchange) string {
		if e.status != want {
			return fmt.Sprintf("status %d", e.status)
		}
		return ""
	}
}
