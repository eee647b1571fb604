package claims

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest/recordings"
)

func everyClaim() []claim {
	return slices.Concat(rangeClaims, headerClaims, errorClaims, collectionClaims)
}

// recorded returns the recordings as exchanges.
func recorded(t *testing.T) (exchanges []*exchange) {
	t.Helper()
	rows, err := recordings.Rows()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		exchanges = append(exchanges, &exchange{status: row.Status, header: row.Header, body: row.Body()})
	}
	return exchanges
}

// TestClaims_recorded checks each claim against the recorded responses that it names.
func TestClaims_recorded(t *testing.T) {
	rows := recorded(t)
	seen := make(map[string]bool)
	for _, c := range everyClaim() {
		t.Run(c.name, func(t *testing.T) {
			if seen[c.name] {
				t.Error("two claims have this name")
			}
			seen[c.name] = true
			if len(c.rows) == 0 {
				t.Log("not recorded")
			}
			for _, number := range c.rows {
				row := rows[number]
				if c.head != nil {
					// Claims about rows without a recorded status do not check the status.
					if detail := c.head(row); detail != "" {
						t.Errorf("row %d differs: %s", number, detail)
					}
				}
				if c.shape {
					if detail := c.body(nil, row); detail != "" {
						t.Errorf("row %d differs: %s", number, detail)
					}
				}
			}
		})
	}
}

// serve serves a mock and returns the configuration to check it.
func serve(t *testing.T, mock *herokutest.Heroku, token string) Config {
	t.Helper()
	base, err := url.Parse(herokutest.Start(t, mock))
	if err != nil {
		t.Fatal(err)
	}
	return Config{BaseURL: base, Token: token}
}

func run(t *testing.T, config Config) *Report {
	t.Helper()
	report, err := Run(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if report.Requests() > maxRequests {
		t.Errorf("%d requests", report.Requests())
	}
	return report
}

// verdicts returns the claims with the given verdict, sorted.
func verdicts(report *Report, verdict Verdict) (claims []string) {
	for _, result := range report.Results {
		if result.Verdict == verdict {
			claims = append(claims, result.Claim)
		}
	}
	slices.Sort(claims)
	return claims
}

func table(t *testing.T, report *Report) string {
	t.Helper()
	var text strings.Builder
	if err := report.WriteTable(&text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// TestClaims_mock checks every claim against the mock.
func TestClaims_mock(t *testing.T) {
	t.Parallel()
	const read, everything = "reader", herokutest.Token
	for name, test := range map[string]struct {
		apps    int
		token   string
		foreign string
		untried []string // all reasons why claims could not be tried
	}{
		"scope global":            {30, everything, "theirs", []string{"not served over HTTPS", "scope is global"}},
		"scope read":              {30, read, "", []string{"not served over HTTPS", "scope is read", "no such team"}},
		"no apps":                 {0, everything, "theirs", []string{"not served over HTTPS", "scope is global", "has 0 apps", "no team", "no ETag"}},
		"one app":                 {1, everything, "theirs", []string{"not served over HTTPS", "scope is global", "has 1 apps", "no team"}},
		"three pages":             {2345, everything, "theirs", []string{"not served over HTTPS", "scope is global"}},
		"more pages than allowed": {6001, everything, "theirs", []string{"not served over HTTPS", "scope is global", "too many apps"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := herokutest.New(herokutest.Apps(test.apps)...)
			mock.Authorize(read, "read")
			mock.AddForeignTeam("theirs")
			config := serve(t, mock, test.token)
			config.ForeignTeam = test.foreign
			report := run(t, config)

			text := table(t, report)
			t.Log("\n" + text)
			if differ := verdicts(report, Differs); len(differ) > 0 || report.Count(Holds) < 15 {
				t.Errorf("%d claims hold, and these differ: %q", report.Count(Holds), differ)
			}
			for _, result := range report.Results {
				isExpected := func(reason string) bool { return strings.Contains(result.Detail, reason) }
				if result.Verdict == Untried && !slices.ContainsFunc(test.untried, isExpected) {
					t.Errorf("%s: could not be tried: %s", result.Claim, result.Detail)
				}
			}
			for _, reason := range test.untried {
				if !strings.Contains(text, reason) {
					t.Errorf("the table does not contain: %s", reason)
				}
			}
			sent := make(map[string]bool)
			for _, r := range mock.Requests() {
				key := fmt.Sprint(r.Path, r.Header["Range"], r.Header["Accept"], r.Header["Accept-Encoding"], r.Header["If-None-Match"], r.Header["Authorization"])
				if sent[key] {
					t.Errorf("sent twice: %s", key)
				}
				sent[key] = true
			}
		})
	}
}

// change returns a fault that edits the header of the responses for a path.
func change(path string, edit func(http.Header)) herokutest.Fault {
	return on(func(r *http.Request) bool { return r.URL.Path == path }, herokutest.Header(edit))
}

// on limits a fault to requests that satisfy a condition.
func on(hits func(*http.Request) bool, fault herokutest.Fault) herokutest.Fault {
	return func(api http.Handler) http.Handler {
		faulty := fault(api)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if hits(r) {
				faulty.ServeHTTP(w, r)
				return
			}
			api.ServeHTTP(w, r)
		})
	}
}

// editing returns a fault that edits a request before the API receives it.
func editing(edit func(*http.Request)) herokutest.Fault {
	return func(api http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = r.Clone(r.Context())
			edit(r)
			api.ServeHTTP(w, r)
		})
	}
}

func rangeIs(byRange string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Header.Get("Range") == byRange }
}

// TestClaims_deviations changes the mock in ways in which the real API may differ. The report lists
// exactly the affected claims.
func TestClaims_deviations(t *testing.T) {
	t.Parallel()
	firstID := slices.MinFunc(herokutest.Apps(30), func(a, b herokutest.App) int { return strings.Compare(a.ID, b.ID) }).ID
	const cutBy = "A cut list has status 206, and its Next-Range starts after its last element by "
	for name, test := range map[string]struct {
		fault herokutest.Fault
		want  []string
	}{
		"nothing": {herokutest.Header(func(http.Header) {}), nil},
		"Content-Range has a max": {
			herokutest.Header(func(h http.Header) {
				if h.Get("Content-Range") != "" {
					h.Set("Content-Range", h.Get("Content-Range")+"; max=1000")
				}
			}),
			[]string{"Content-Range has the first and the last element, and no max"},
		},
		"RateLimit-Reset": {
			change("/apps", func(h http.Header) { h.Set("RateLimit-Reset", "1700000000") }),
			[]string{"A response has RateLimit-Remaining and RateLimit-Multiplier, and neither RateLimit-Reset nor Retry-After"},
		},
		"weak ETags": {
			change("/apps", func(h http.Header) {
				if h.Get("ETag") != "" {
					h.Set("ETag", "W/"+h.Get("ETag"))
				}
			}),
			[]string{"An ETag is strong and has 32 hexadecimal digits"},
		},
		"Next-Range includes its start": {
			on(rangeIs("id ..; max=1"), herokutest.Header(func(h http.Header) {
				h.Set("Next-Range", strings.Replace(h.Get("Next-Range"), "]", "", 1))
			})),
			[]string{cutBy + "id"},
		},
		"206 without Next-Range": {
			on(rangeIs("name ..; max=1"), herokutest.Header(func(h http.Header) { h.Del("Next-Range") })),
			[]string{cutBy + "name"},
		},
		"order of ids without a Range": {
			on(rangeIs(""), editing(func(r *http.Request) { r.Header.Set("Range", "id ..; max=200") })),
			[]string{
				"Regions need no scope, and the response names none",
				"Without a Range, a team's apps come in the order of their names", "Without a Range, apps come in the order of their names",
			},
		},
		"no gzip with a Range": {
			editing(func(r *http.Request) { r.Header.Del("Accept-Encoding") }),
			[]string{"A request that accepts gzip gets it, also with a Range"},
		},
		"401 with the rate limit": {
			on(func(r *http.Request) bool { return strings.Contains(r.Header.Get("Authorization"), "00000000") },
				herokutest.Header(func(h http.Header) { h.Set("RateLimit-Remaining", "4500") })),
			[]string{"An unknown token gets 401, which names neither scopes nor the rate limit"},
		},
		"an empty list with an ETag": {
			on(rangeIs("id ]ffffffff-ffff-ffff-ffff-ffffffffffff..; max=1"), herokutest.Header(func(h http.Header) { h.Set("ETag", `"0"`) })),
			[]string{"An empty list has status 200, no Content-Range, no ETag and no Next-Range"},
		},
		"another message": {
			on(rangeIs("max=1000"), herokutest.Fail(416, "requested_range_not_satisfiable", "Not like that.")),
			[]string{"A Range without a field is rejected with 416"},
		},
		"max above 1000 rejected": {
			on(rangeIs("id ..; max=1001"), herokutest.Fail(400, "bad_request", "")),
			[]string{"A max above 1000 is accepted, and a page has no more than 1000 elements"},
		},
		"end excluded": {
			on(func(r *http.Request) bool { return strings.HasSuffix(r.Header.Get("Range"), "max=9") },
				editing(func(r *http.Request) {
					r.Header.Set("Range", strings.Replace(r.Header.Get("Range"), "max=9", "max=1", 1))
				})),
			[]string{"A Range with both bounds includes them and nothing else"},
		},
		"an app only in compressed pages": {
			on(func(r *http.Request) bool {
				return r.Header.Get("Accept-Encoding") == "identity" && r.Header.Get("Range") == idPages && r.URL.Path == "/apps"
			},
				editing(func(r *http.Request) { r.Header.Set("Range", "id ]"+firstID+"..; max=1000") })),
			[]string{
				"Personal apps are all apps that belong to no team, and no others",
				"The provider lists the same apps as plain pagination",
			},
		},
		"a team app without locked": {
			on(func(r *http.Request) bool {
				return strings.HasSuffix(r.URL.Path, "/apps") && strings.HasPrefix(r.URL.Path, "/teams/")
			},
				herokutest.Body(200, func(w io.Writer) { _, _ = io.WriteString(w, `[{"id":"7"}]`) })),
			[]string{"An app of a team is an app like any other, with joined, locked and legacy_id", "The apps of a team are among all apps"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := herokutest.New(herokutest.Apps(30)...)
			mock.Use(test.fault)
			report := run(t, serve(t, mock, herokutest.Token))
			got := verdicts(report, Differs)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("differing claims (-want +got):\n%s\n%s", diff, table(t, report))
			}
			for _, claim := range test.want {
				if !strings.Contains(table(t, report), string(Differs)+"             "+claim) {
					t.Errorf("the table does not contain: %s", claim)
				}
			}
		})
	}
}

// TestClaims_masks checks that neither the table nor the file contains names of the account.
func TestClaims_masks(t *testing.T) {
	t.Parallel()
	const canary = "canary"
	apps := herokutest.Apps(30)
	for i := range apps {
		name := fmt.Sprintf("%s-app-%02d", canary, i)
		apps[i] = apps[i].Named(name)
		apps[i].ID = fmt.Sprintf("%08x-0c0a-4a00-8a00-ca0a2c0ffee0", 7*i)
		apps[i].Owner.Email = canary + "@example.com"
		apps[i].Owner.ID = "0badcafe-0c0a-4a00-8a00-ca0a2c0ffee0"
		team := herokutest.Identity{ID: "0badcafe-0c0a-4a00-8a00-ca0a2c0ffee1", Name: canary + "-team"}
		apps[i].Team, apps[i].Organization = &team, &team
		apps[i].BuildpackProvidedDescription = new(canary + "-buildpack")
	}
	mock := herokutest.New(apps...)
	mock.AddForeignTeam(canary + "-foreign")
	mock.Authorize(canary+"-token", "global")
	// Many claims differ, so that details appear. Rejections repeat names and the token.
	mock.Use(herokutest.Header(func(h http.Header) {
		h.Set("X-Account", canary)
		h.Set("Vary", canary)
		h.Set("Content-Type", canary+"/json")
		h.Set("ETag", `"`+canary+`"`)
		h.Set("Via", "1.1 "+canary)
		h.Set("Oauth-Scope", "global "+canary+"-token-of")
		h.Add("Next-Range", canary)
	}))
	mock.Use(on(rangeIs("max=1000"), herokutest.Fail(416, canary, "No: canary-token, canary-app-01, canary@example.com, 00000007-0c0a-4a00-8a00-ca0a2c0ffee0")))
	config := serve(t, mock, canary+"-token")
	config.ForeignTeam = canary + "-foreign"
	report := run(t, config)

	var exchanges bytes.Buffer
	if err := report.WriteExchanges(&exchanges, time.Now()); err != nil {
		t.Fatal(err)
	}
	var rows []map[string]any
	if err := json.Unmarshal(exchanges.Bytes(), &rows); err != nil || len(rows) < 20 {
		t.Errorf("%d exchanges, %v", len(rows), err)
	}
	text := table(t, report)
	if report.Count(Differs) < 5 {
		t.Errorf("only %d claims differ:\n%s", report.Count(Differs), text)
	}
	for _, secret := range []string{"canary-", "canary@", "ca0a2c0ffee", "ada@"} {
		for what, content := range map[string]string{"table": text, "file": exchanges.String()} {
			if at := strings.Index(content, secret); at >= 0 {
				t.Errorf("the %s contains %s: …%s…", what, secret, content[max(0, at-200):min(len(content), at+60)])
			}
		}
	}
	if strings.Contains(exchanges.String(), canary) {
		t.Error("the file contains a value that the API sent")
	}
}

// TestClaims_unusable checks that Run returns an error if the API rejects the token.
func TestClaims_unusable(t *testing.T) {
	t.Parallel()
	if _, err := Run(t.Context(), serve(t, herokutest.New(), "unknown")); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("Run: %v, want 401", err)
	}
}
