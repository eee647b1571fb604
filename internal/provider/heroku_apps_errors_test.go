package provider_test

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// mistake is a configuration that must fail when it is planned, and the words it must fail with, in this order.
type mistake struct {
	name, config string
	says         []string
}

func fails(t *testing.T, mistakes []mistake) {
	t.Helper()
	for _, test := range mistakes {
		t.Run(test.name, func(t *testing.T) {
			clitest.Each(t, func(t *testing.T, _ clitest.CLI) {
				resource.UnitTest(t, resource.TestCase{
					ProtoV6ProviderFactories: factories,
					Steps:                    []resource.TestStep{{Config: test.config, PlanOnly: true, ExpectError: inOrder(test.says)}},
				})
			})
		})
	}
}

// inOrder matches texts that follow each other, however the CLI wraps them.
func inOrder(texts []string) *regexp.Regexp {
	pattern := ""
	for _, text := range texts {
		pattern += regexp.MustCompile(`\s+`).ReplaceAllString(regexp.QuoteMeta(text), `[\s│]+`) + `[\s\S]*`
	}
	return regexp.MustCompile(pattern)
}

func data(arguments string) string {
	return fmt.Sprintf("\ndata \"modulex_heroku_apps\" \"apps\" {\n  %s\n}\n", arguments)
}

func TestHerokuApps_refused(t *testing.T) {
	var mistakes []mistake
	for _, test := range []struct {
		status      int
		id, summary string
	}{
		{401, "unauthorized", "Heroku does not accept the token"},
		{402, "delinquent", "The Heroku account is in arrears"},
		{403, "suspended", "The Heroku account is suspended"},
		{403, "two_factor", "Heroku demands a second factor"},
		{404, "not_found", "Heroku does not have what was asked for"},
		{406, "not_acceptable", "Heroku no longer speaks this provider's version of the API"},
		{410, "gone", "Heroku no longer speaks this provider's version of the API"},
		{422, "invalid_params", "Heroku refuses the request"},
		{422, "verification_needed", "The Heroku account must be verified"},
		{429, "rate_limit", "Heroku's rate limit is reached"},
		{500, "", "Heroku failed to answer"},
		{503, "", "Heroku failed to answer"},
	} {
		mock := herokutest.New(herokutest.Apps(3)...)
		mock.Use(herokutest.Fail(test.status, test.id, ""))
		mistakes = append(mistakes, mistake{
			fmt.Sprint(test.status, " ", test.id), using(t, mock, data("")),
			[]string{"Error: " + test.summary, fmt.Sprint("Heroku answered GET /apps: ", test.status), "Request id: "},
		})
	}
	scoped := herokutest.New()
	scoped.Authorize(herokutest.Token, "identity")
	mistakes = append(mistakes,
		mistake{"403 by scope", using(t, scoped, data("")), []string{
			"Error: The Heroku token may not list these apps", `has the OAuth scope "identity"; the request takes any of "global read`,
		}},
		mistake{"404 of a team", using(t, herokutest.New(), data(`team = "nobody"`)), []string{
			"Error: Heroku team not found", `team = "nobody"`, "Heroku answered GET /teams/nobody/apps: 404",
		}},
	)
	fails(t, mistakes)
}

func TestHerokuApps_incomplete(t *testing.T) {
	// change lets the answers of the mock through a hand that changes them.
	change := func(header func(http.Header), body string) string {
		mock := herokutest.New(herokutest.Apps(1500)...)
		mock.Use(func(api http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				api.ServeHTTP(&changedWriter{ResponseWriter: w, change: header, body: body}, r)
			})
		})
		return using(t, mock, data(""))
	}
	stays := func(http.Header) {}
	twins := herokutest.Apps(2)
	twins[1].Name = twins[0].Name
	fails(t, []mistake{
		{"206 without Next-Range", change(func(h http.Header) { h.Del("Next-Range") }, ""), []string{
			"Error: Heroku's list of apps is not complete", "Page 1 of GET /apps", "Next-Range is missing", "Request id: ", "No app is given",
		}},
		{"Next-Range goes in a circle", change(func(h http.Header) { h.Set("Next-Range", "id ..; max=1000") }, ""), []string{
			"Error: Heroku's list of apps is not complete", "followed before",
		}},
		{"HTML of a proxy", change(stays, "<!DOCTYPE html>"), []string{
			"Error: Heroku's list of apps is not complete", "not a JSON array",
		}},
		{"two apps of one name", using(t, herokutest.New(twins...), data("")), []string{
			"Error: Two Heroku apps have the same name", twins[0].Name,
		}},
	})
}

// changedWriter changes the header of an answer before it is sent, and its body if there is another one.
type changedWriter struct {
	http.ResponseWriter
	change func(http.Header)
	body   string
}

func (w *changedWriter) WriteHeader(status int) {
	w.change(w.Header())
	if w.body != "" {
		w.Header().Del("Content-Length")
		w.Header().Del("Content-Encoding")
	}
	w.ResponseWriter.WriteHeader(status)
	_, _ = w.ResponseWriter.Write([]byte(w.body))
}

func (w *changedWriter) Write(data []byte) (int, error) {
	if w.body != "" {
		return len(data), nil
	}
	return w.ResponseWriter.Write(data)
}

func TestHerokuApps_unreachable(t *testing.T) {
	stalled := herokutest.New()
	stalled.Use(func(http.Handler) http.Handler {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	})
	fails(t, []mistake{
		{"nobody listens", at("http://127.0.0.1:1", data("")), []string{"Error: Heroku cannot be reached", "connection refused"}},
		{"no answer in time", using(t, stalled, data(`timeouts { read = "100ms" }`)), []string{
			"Error: Listing Heroku apps took too long", "after 100ms", "timeouts.read",
		}},
	})
}

func TestHerokuApps_invalidArguments(t *testing.T) {
	valid := func(arguments string) string {
		return using(t, herokutest.New(herokutest.Apps(40)...), data(arguments))
	}
	similar := herokutest.Apps(1)[0].Name
	fails(t, []mistake{
		{"name_regex", valid(`name_regex = "web-("`), []string{
			"Error: Invalid regular expression", `name_regex = "web-("`, "missing closing )",
		}},
		{"team is a path", valid(`team = ".."`), []string{`team = ".."`, "must be the name or the id of a team"}},
		{"team is empty", valid(`team = ""`), []string{`team = ""`, "must be the name or the id of a team"}},
		{"two scopes", valid("team = \"acme\"\n  personal = true"), []string{"Error: Two scopes at once", "personal = true"}},
		{"space is empty", valid(`space = ""`), []string{`space = ""`, "at least 1"}},
		{"null among the regions", valid(`regions = [null]`), []string{"regions = [null]"}},
		{"timeout without a unit", valid(`timeouts { read = "30" }`), []string{"Error: Invalid duration", `"30s"`}},
		{"timeout of nothing", valid(`timeouts { read = "0s" }`), []string{"Error: Invalid duration", "more than zero"}},
		{"a result as an argument", valid(`total = 3`), []string{"total"}},
		{"required_names", valid(fmt.Sprintf(`required_names = ["%sx", "warehouse"]`, similar)), []string{
			"Error: Required Heroku apps are missing", "required_names =",
			"2 of 2 required apps are not in the result of 40 apps", fmt.Sprintf(`"%sx", similar to %q`, similar, similar), `"warehouse"`,
		}},
	})
}

func TestProvider_invalidConfiguration(t *testing.T) {
	provider := func(arguments string) string {
		return requires + fmt.Sprintf("provider \"modulex\" {\n  heroku {\n    %s\n  }\n}\n", arguments) + data("")
	}
	fails(t, []mistake{
		{"no token", requires + data(""), []string{"Error: No sign-in to Heroku", "heroku.token", "HEROKU_API_KEY", ".netrc", "terraform-provider-modulex login"}},
		{"empty token", provider(`token = ""`), []string{"Error: Invalid Heroku sign-in", "it is empty"}},
		{"line break in the token", provider(`token = "a\nb"`), []string{"Error: Invalid Heroku sign-in", "a line break"}},
		{"token known after apply", "resource \"terraform_data\" \"token\" {\n  input = \"t\"\n}\n" + provider(`token = terraform_data.token.output`), []string{
			"Error: Provider configuration is not known yet", "no other account",
		}},
		{"api_url", provider("token = \"t\"\n    api_url = \"http://api.heroku.com\""), []string{"Error: Invalid address", "it must be https"}},
		{"max_retries below zero", provider("token = \"t\"\n    max_retries = -1"), []string{"max_retries = -1", "heroku.max_retries is -1", "0 or more"}},
		{"a fraction in max_retries", provider("token = \"t\"\n    max_retries = 2.5"), []string{"max_retries = 2.5", "heroku.max_retries is 2.5", "a whole number"}},
		{"mistyped argument", provider(`tokn = "t"`), []string{"Error: Unsupported argument", `tokn = "t"`, `Did you mean "token"?`}},
		{"mistyped timeout", using(t, herokutest.New(), data("timeouts { reads = \"1ms\" }")), []string{"Error: Unsupported argument", `Did you mean "read"?`}},
		{"heroku with an equals sign", requires + "provider \"modulex\" {\n  heroku = { token = \"t\" }\n}\n" + data(""), []string{"Error: Unsupported argument", `Did you mean to define a block of type "heroku"?`}},
		{"request_timeout", provider("token = \"t\"\n    request_timeout = \"fast\""), []string{"Error: Invalid duration", `"30s"`}},
	})
}
