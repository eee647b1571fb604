package provider_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

const unknown = tftypes.UnknownValue

// An invalid value in the block is an error at its argument, whether anything is read or not.
func TestConfigure_invalidValues(t *testing.T) {
	clitest.CleanEnv(t)
	const secret = "hush-hush"
	for name, test := range map[string]struct {
		heroku args
		at     string
		says   []string
	}{
		"empty token":             {args{"token": ""}, "heroku.token", []string{"heroku.token is an empty string", "use null or omit it"}},
		"blank token":             {args{"token": " \n"}, "heroku.token", []string{"heroku.token is invalid"}},
		"line break in token":     {args{"token": secret + "\n" + secret}, "heroku.token", []string{"heroku.token is invalid"}},
		"control character":       {args{"token": secret + "\x07"}, "heroku.token", []string{"heroku.token is invalid"}},
		"scheme in token":         {args{"token": "Bearer " + secret}, "heroku.token", []string{"heroku.token is invalid"}},
		"letter outside ASCII":    {args{"token": secret + "é"}, "heroku.token", []string{"heroku.token is invalid"}},
		"empty client_id":         {args{"client_id": "", "client_secret": secret, "refresh_token": secret}, "heroku.client_id", []string{"is an empty string"}},
		"empty refresh_token":     {args{"client_id": "i", "client_secret": secret, "refresh_token": ""}, "heroku.refresh_token", []string{"is an empty string"}},
		"empty credentials_file":  {args{"credentials_file": ""}, "heroku.credentials_file", []string{"is an empty string"}},
		"no token_command":        {args{"token_command": []any{}}, "heroku.token_command", []string{"at least 1"}},
		"empty program":           {args{"token_command": []any{"", "a"}}, "heroku.token_command", []string{"heroku.token_command is invalid"}},
		"null in token_command":   {args{"token_command": []any{"heroku", nil}}, "heroku.token_command[1]", []string{"heroku.token_command[1] is null"}},
		"http to a host":          {args{"token": secret, "api_url": "http://api.heroku.com"}, "heroku.api_url", []string{`heroku.api_url is "http://api.heroku.com", but it must be https`}},
		"password in api_url":     {args{"token": secret, "api_url": "https://u:" + secret + "@a.example"}, "heroku.api_url", []string{`"https://...@a.example"`, "password"}},
		"empty api_url":           {args{"token": secret, "api_url": ""}, "heroku.api_url", []string{"is an empty string"}},
		"http token_url":          {args{"token": secret, "token_url": "http://id.heroku.com/oauth/token"}, "heroku.token_url", []string{"it must be https"}},
		"negative max_retries":    {args{"token": secret, "max_retries": -1}, "heroku.max_retries", []string{"heroku.max_retries is -1, but"}},
		"fraction of max_retries": {args{"token": secret, "max_retries": 2.5}, "heroku.max_retries", []string{"heroku.max_retries is 2.5, but it must be a whole number"}},
		"word for a duration":     {args{"token": secret, "request_timeout": "fast"}, "heroku.request_timeout", []string{`heroku.request_timeout is "fast", but it must be a number`}},
		"token and client":        {args{"token": secret, "client_id": "i", "client_secret": secret, "refresh_token": secret}, "heroku.client_id", []string{"heroku.token and heroku.client_id belong to different sign-in methods"}},
		"token and file":          {args{"token": secret, "credentials_file": "f"}, "heroku.credentials_file", []string{"heroku.token and heroku.credentials_file"}},
		"client and command":      {args{"client_id": "i", "client_secret": secret, "refresh_token": secret, "token_command": []any{"c"}}, "heroku.token_command", []string{"heroku.client_id and heroku.token_command"}},
		"token and client_secret": {args{"token": secret, "client_secret": secret}, "heroku.client_secret", []string{"heroku.token and heroku.client_secret"}},
		"no client_secret":        {args{"client_id": "i", "refresh_token": secret}, "heroku.client_secret", []string{"heroku.client_secret is not set"}},
	} {
		t.Run(name, func(t *testing.T) {
			found := newSession(t).configure(test.heroku)
			found.expect(t, append([]string{" at " + test.at + "\n"}, test.says...)...)
			if strings.Contains(found.String(), secret) {
				t.Errorf("the error shows a credential:\n%s", found)
			}
		})
	}
}

func TestConfigure_validValues(t *testing.T) {
	clitest.CleanEnv(t)
	address := herokutest.Start(t, herokutest.New())
	for name, heroku := range map[string]args{
		"token":                   {"token": herokutest.Token},
		"line break at the end":   {"token": herokutest.Token + "\n"},
		"no retries":              {"token": herokutest.Token, "max_retries": 0},
		"more retries than fit":   {"token": herokutest.Token, "max_retries": 1e30},
		"unit of request_timeout": {"token": herokutest.Token, "request_timeout": "1m30.5s"},
	} {
		t.Run(name, func(t *testing.T) {
			heroku["api_url"] = address
			if _, found := list(t, heroku, args{}); found != nil {
				t.Error(found)
			}
		})
	}
}

// A run that reads nothing needs no credentials. Missing or unknown values are therefore errors of
// the data source or the ephemeral resource, not of Configure.
func TestConfigure_reportedByReads(t *testing.T) {
	const secret = "hush-hush"
	const key = "HEROKU_API_KEY"
	for name, test := range map[string]struct {
		heroku args
		env    map[string]string
		says   [][]string // the phrases of each error
	}{
		"no credentials":              {nil, nil, [][]string{{"No Heroku credentials", key, filepath.Base(clitest.Netrc()), "terraform-provider-modulex login"}}},
		"no credentials, empty block": {args{}, nil, [][]string{{"No Heroku credentials"}}},
		"unknown token":               {args{"token": unknown}, map[string]string{key: secret}, [][]string{{"heroku.token is not known until apply", "not fall back"}}},
		"unknown URL":                 {args{"token": secret, "api_url": unknown}, nil, [][]string{{"heroku.api_url is not known until apply"}}},
		"two unknown values": {args{"token": unknown, "request_timeout": unknown}, map[string]string{key: secret}, [][]string{
			{"heroku.request_timeout is not known until apply"}, {"heroku.token is not known until apply"},
		}},
		"unknown require_read_only": {args{"token": secret, "require_read_only": unknown}, nil, [][]string{{"heroku.require_read_only is not known until apply"}}},
		"unknown refresh token":     {args{"client_id": "i", "client_secret": "s", "refresh_token": unknown}, nil, [][]string{{"heroku.refresh_token is not known until apply"}}},
		"unknown argument of a command": {args{"token_command": []any{"echo", unknown}}, map[string]string{key: secret}, [][]string{
			{"heroku.token_command[1] is not known until apply"},
		}},
		"missing credentials file":     {args{"credentials_file": "nowhere.json"}, map[string]string{key: secret}, [][]string{{"heroku.credentials_file", "nowhere.json", "no such file"}}},
		"empty variable":               {nil, map[string]string{key: ""}, [][]string{{key, "empty"}}},
		"line break in the variable":   {nil, map[string]string{key: secret + "\n" + secret}, [][]string{{key, "line break"}}},
		"missing file in the variable": {nil, map[string]string{"MODULEX_HEROKU_CREDENTIALS_FILE": "nowhere.json"}, [][]string{{"MODULEX_HEROKU_CREDENTIALS_FILE", "nowhere.json"}}},
		"http to a host in a variable": {args{"token": secret}, map[string]string{"HEROKU_API_URL": "http://api.heroku.com"}, [][]string{{"HEROKU_API_URL", "it must be https"}}},
		"http token URL in a variable": {args{"token": secret}, map[string]string{"MODULEX_HEROKU_TOKEN_URL": "http://id.heroku.com"}, [][]string{{"MODULEX_HEROKU_TOKEN_URL", "it must be https"}}},
		"client_id alone in a variable": {nil, map[string]string{"MODULEX_HEROKU_CLIENT_ID": "i"}, [][]string{{
			"Set MODULEX_HEROKU_CLIENT_SECRET and MODULEX_HEROKU_REFRESH_TOKEN, or unset MODULEX_HEROKU_CLIENT_ID",
		}}},
	} {
		t.Run(name, func(t *testing.T) {
			clitest.CleanEnv(t)
			for name, value := range test.env {
				t.Setenv(name, value)
			}
			s := newSession(t)
			if found := s.configure(test.heroku); found != nil {
				t.Fatalf("Configure reports:\n%s", found)
			}
			for reader, read := range map[string]func() diagnostics{
				"data source":        func() diagnostics { return second(s.read(args{})) },
				"ephemeral resource": func() diagnostics { return second(s.open()) },
			} {
				found := read()
				if len(found) != len(test.says) {
					t.Fatalf("%s: want %d errors, got:\n%s", reader, len(test.says), found)
				}
				for i, says := range test.says {
					found[i:i+1].expect(t, says...)
				}
				if strings.Contains(found.String(), secret) {
					t.Errorf("%s: the error shows a credential:\n%s", reader, found)
				}
			}
		})
	}
}

func second[T, U any](_ T, value U) U { return value }

func TestConfigure_defersIfAllowed(t *testing.T) {
	clitest.CleanEnv(t)
	t.Setenv("HEROKU_API_KEY", "of-another-account")
	s := newSession(t)
	config := s.value(s.schemas.Provider.ValueType(), args{"heroku": args{"token": unknown}})
	if _, err := s.server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		Config: config, ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: true},
	}); err != nil {
		t.Fatal(err)
	}
	resp, err := s.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: "modulex_heroku_apps", Config: s.value(s.schemas.DataSourceSchemas["modulex_heroku_apps"].ValueType(), args{}),
		ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{DeferralAllowed: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	if resp.Deferred == nil || resp.Deferred.Reason != tfprotov6.DeferredReasonProviderConfigUnknown || len(resp.Diagnostics) > 0 {
		t.Errorf("got the deferral %v and %v", resp.Deferred, resp.Diagnostics)
	}
}

func TestConfigure_reportsAllProblems(t *testing.T) {
	clitest.CleanEnv(t)
	found := newSession(t).configure(args{"token": "", "api_url": "http://a.example"})
	if len(found.errors()) != 2 {
		t.Errorf("want two errors, got:\n%s", found)
	}
}
