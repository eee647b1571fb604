package provider_test

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// inOrder returns a pattern for the texts in this order, however the CLI wraps them.
func inOrder(texts []string) *regexp.Regexp {
	pattern := ""
	for _, text := range texts {
		pattern += regexp.MustCompile(`\s+`).ReplaceAllString(regexp.QuoteMeta(text), `[\s│]+`) + `[\s\S]*`
	}
	return regexp.MustCompile(pattern)
}

// An error response of Heroku results in an error with the request, the status and the request id.
func TestHerokuApps_errorResponses(t *testing.T) {
	clitest.CleanEnv(t)
	for _, test := range []struct {
		status      int
		id, summary string
	}{
		{401, "unauthorized", "Invalid Heroku token"},
		{402, "delinquent", "Heroku account is delinquent"},
		{403, "suspended", "Heroku account is suspended"},
		{403, "two_factor", "Heroku requires a second factor"},
		{404, "not_found", "Heroku rejected the request"},
		{406, "not_acceptable", "Unsupported Heroku API version"},
		{410, "gone", "Unsupported Heroku API version"},
		{422, "invalid_params", "Heroku rejected the request"},
		{422, "verification_needed", "Heroku account is not verified"},
		{429, "rate_limit", "Heroku rate limit exceeded"},
		{500, "", "Heroku server error"},
		{503, "", "Heroku server error"},
	} {
		t.Run(fmt.Sprint(test.status, " ", test.id), func(t *testing.T) {
			t.Parallel()
			mock := herokutest.New(herokutest.Apps(3)...)
			mock.Use(herokutest.Fail(test.status, test.id, ""))
			_, found := list(t, from(t, mock), args{})
			found.expect(t, "Error: "+test.summary, fmt.Sprint("GET /apps: ", test.status), "Request id: ")
		})
	}
	t.Run("403 because of the scope", func(t *testing.T) {
		t.Parallel()
		mock := herokutest.New()
		mock.Authorize(herokutest.Token, "identity")
		_, found := list(t, from(t, mock), args{})
		found.expect(t, "Error: Insufficient Heroku token scope", `has the OAuth scope "identity", and the request needs one of "global read`)
	})
	t.Run("404 of a team", func(t *testing.T) {
		t.Parallel()
		_, found := list(t, from(t, herokutest.New()), args{"team": "nobody"})
		found.expect(t, "Error: Heroku team not found at team", "GET /teams/nobody/apps: 404")
	})
}

func TestHerokuApps_incomplete(t *testing.T) {
	clitest.CleanEnv(t)
	const summary = "Error: Incomplete list of Heroku apps"
	for name, test := range map[string]struct {
		fault herokutest.Fault
		says  []string
	}{
		"206 without Next-Range": {
			herokutest.Header(func(h http.Header) { h.Del("Next-Range") }),
			[]string{summary, "Page 1 of GET /apps", "Next-Range is missing", "Request id: ", "returned no apps"},
		},
		"Next-Range repeats": {
			herokutest.Header(func(h http.Header) { h.Set("Next-Range", "id ..; max=1000") }),
			[]string{summary, "followed before"},
		},
		"HTML of a proxy": {
			herokutest.Body(200, func(w io.Writer) { _, _ = io.WriteString(w, "<!DOCTYPE html>") }),
			[]string{summary, "not a JSON array"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := herokutest.New(herokutest.Apps(1500)...)
			mock.Use(test.fault)
			_, found := list(t, from(t, mock), args{})
			found.expect(t, test.says...)
		})
	}
	t.Run("two apps with the same name", func(t *testing.T) {
		t.Parallel()
		twins := herokutest.Apps(2)
		twins[1].Name = twins[0].Name
		_, found := list(t, from(t, herokutest.New(twins...)), args{})
		found.expect(t, "Error: Two Heroku apps have the same name", twins[0].Name)
	})
}

func TestHerokuApps_unreachable(t *testing.T) {
	clitest.CleanEnv(t)
	_, found := list(t, args{"token": herokutest.Token, "api_url": "http://127.0.0.1:1", "max_retries": 0}, args{})
	found.expect(t, "Error: Heroku is unreachable", clitest.Refused())

	stalled := herokutest.New()
	stalled.Use(herokutest.Stall())
	heroku := from(t, stalled)
	heroku["request_timeout"] = "50ms"
	_, found = list(t, heroku, args{})
	found.expect(t, "Error: Heroku request timed out", "50ms", "heroku.request_timeout")

	_, found = list(t, from(t, stalled), args{"timeouts": args{"read": "100ms"}})
	found.expect(t, "Error: Listing Heroku apps timed out at timeouts.read", "after 100ms", "timeouts.read")
}

func TestHerokuApps_invalidArguments(t *testing.T) {
	clitest.CleanEnv(t)
	similar := herokutest.Apps(1)[0].Name
	heroku := from(t, herokutest.New(herokutest.Apps(40)...))
	const empty = "is an empty string. To leave it unset, use null or omit it."
	for name, test := range map[string]struct {
		arguments args
		at        string
		says      []string
	}{
		"name_regex":               {args{"name_regex": "web-("}, "name_regex", []string{`name_regex is "web-(", but it is not an RE2 regular expression`, "missing closing )"}},
		"lookahead in name_regex":  {args{"name_regex": "^(?!x)"}, "name_regex", []string{`name_regex is "^(?!x)"`, "RE2 has no lookaround", `[for app in data.modulex_heroku_apps.all.apps : app if !can(regex("^x", app.name))]`}},
		"lookbehind in name_regex": {args{"name_regex": "(?<=x)y"}, "name_regex", []string{"RE2 has no lookaround"}},
		"empty name_regex":         {args{"name_regex": ""}, "name_regex", []string{"name_regex " + empty}},
		"team is a path":           {args{"team": ".."}, "team", []string{`team is "..", but it must have only letters`}},
		"space after team":         {args{"team": "acme "}, "team", []string{`team is "acme ", but`}},
		"empty team":               {args{"team": ""}, "team", []string{"team " + empty}},
		"team and personal":        {args{"team": "acme", "personal": true}, "personal", []string{"Remove team"}},
		"empty space":              {args{"space": ""}, "space", []string{"space " + empty}},
		"null among regions":       {args{"regions": []any{nil}}, "regions[0]", []string{"regions[0] is null"}},
		"null among stacks":        {args{"stacks": []any{"cnb", nil}}, "stacks[1]", []string{"stacks[1] is null"}},
		"null among names":         {args{"required_names": []any{"api", nil}}, "required_names[1]", []string{"required_names[1] is null"}},
		"timeout without a unit":   {args{"timeouts": args{"read": "30"}}, "timeouts.read", []string{`timeouts.read is "30", but it must be a number`, "h, m, s or ms"}},
		"timeout in days":          {args{"timeouts": args{"read": "1d"}}, "timeouts.read", []string{`timeouts.read is "1d", but it must be a number`, "h, m, s or ms"}},
		"timeout in words":         {args{"timeouts": args{"read": "10 minutes"}}, "timeouts.read", []string{`"10 minutes"`, "h, m, s or ms"}},
		"unit in upper case":       {args{"timeouts": args{"read": "5M"}}, "timeouts.read", []string{`"5M"`, "h, m, s or ms"}},
		"too large a timeout":      {args{"timeouts": args{"read": "9999999h"}}, "timeouts.read", []string{`"9999999h", but it is too large`}},
		"timeout of zero":          {args{"timeouts": args{"read": "0s"}}, "timeouts.read", []string{`"0s", but it must be more than zero`}},
		"negative timeout":         {args{"timeouts": args{"read": "-5s"}}, "timeouts.read", []string{`"-5s", but it must be more than zero`}},
		"empty timeout":            {args{"timeouts": args{"read": ""}}, "timeouts.read", []string{"timeouts.read " + empty}},
		"missing names": {args{"required_names": []any{similar + "x", "warehouse"}}, "required_names", []string{
			"2 of 2 required apps are not in the result of 40 apps", fmt.Sprintf(`"%sx", similar to %q`, similar, similar), `"warehouse"`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, found := list(t, heroku, test.arguments)
			found.expect(t, append([]string{" at " + test.at + "\n"}, test.says...)...)
		})
	}
}

// Each mistake is an error that shows its line. The CLI itself reports mistyped names.
func TestCLI_mistakesShowTheirLine(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		for name, test := range map[string]struct {
			config string
			says   []string
		}{
			"values of the provider": {"provider \"modulex\" {\n  heroku {\n    max_retries = 2.5\n    request_timeout = \"1d\"\n    token = \"\"\n  }\n}\n" + data("a", ""), []string{
				`max_retries = 2.5`, `request_timeout = "1d"`, `token = ""`,
			}},
			"values of the data source": {data("a", `name_regex = "web-("`) + data("b", "timeouts {\n    read = \"1d\"\n  }"), []string{
				`name_regex = "web-("`, `read = "1d"`,
			}},
			"name in heroku":   {"provider \"modulex\" {\n  heroku {\n    tokn = \"t\"\n  }\n}\n" + data("a", ""), []string{`tokn = "t"`, `Did you mean "token"?`}},
			"name in timeouts": {data("a", "timeouts {\n    reads = \"1ms\"\n  }"), []string{`reads = "1ms"`, `Did you mean "read"?`}},
			"equals sign":      {"provider \"modulex\" {\n  heroku = { token = \"t\" }\n}\n" + data("a", ""), []string{`heroku = {`, `Did you mean to define a block of type "heroku"?`}},
		} {
			source := t.TempDir()
			write(t, filepath.Join(source, "main.tf"), requires+test.config)
			_, message, err := cli.Workspace(t, source).Try(t, "validate", "-no-color")
			if err == nil {
				t.Errorf("%s: the configuration is valid", name)
			}
			for _, text := range test.says {
				if !inOrder([]string{text}).MatchString(message) {
					t.Errorf("%s: no error with %q:\n%s", name, text, message)
				}
			}
		}
	})
}
