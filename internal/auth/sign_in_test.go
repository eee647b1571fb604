package auth_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

const host = "api.heroku.com"

// home describes a home folder and an environment with credentials in them.
type home struct {
	credentials, netrc string // content of the files at their default paths; empty for none
	env                map[string]string
}

// enter makes h the home folder and environment of the process until the test ends.
func (h home) enter(t *testing.T) {
	t.Helper()
	clitest.CleanEnv(t)
	file, err := auth.DefaultCredentialsFile()
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{file: h.credentials, clitest.Netrc(): h.netrc} {
		if content == "" {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range h.env {
		t.Setenv(name, value)
	}
}

func TestFromEnvironment(t *testing.T) {
	const (
		credentials = `{"client_id":"i","client_secret":"s","refresh_token":"r","access_token":"of-the-file"}`
		netrc       = "machine api.heroku.com\n  login ada@example.com\n  password of-netrc\n"
	)
	other := filepath.Join(t.TempDir(), "other.json")
	if err := os.WriteFile(other, []byte(strings.Replace(credentials, "of-the-file", "of-the-other-file", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	otherNetrc := filepath.Join(t.TempDir(), "netrc")
	if err := os.WriteFile(otherNetrc, []byte("machine api.heroku.com login a password of-the-other-netrc"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		home   home
		method auth.Method
		token  string
	}{
		"token first": {home{credentials, netrc, map[string]string{
			"HEROKU_API_KEY": "of-the-variable", "MODULEX_HEROKU_CLIENT_ID": "i", "MODULEX_HEROKU_CREDENTIALS_FILE": other,
		}}, auth.MethodToken, "of-the-variable"},
		"file from its variable": {home{credentials, netrc, map[string]string{"MODULEX_HEROKU_CREDENTIALS_FILE": other}}, auth.MethodFile, "of-the-other-file"},
		"default file":           {home{credentials, netrc, nil}, auth.MethodFile, "of-the-file"},
		"netrc":                  {home{"", netrc, nil}, auth.MethodNetrc, "of-netrc"},
		"netrc from NETRC":       {home{"", netrc, map[string]string{"NETRC": otherNetrc}}, auth.MethodNetrc, "of-the-other-netrc"},
		"netrc with two machines on one line": {home{"", "machine a.example login b password c machine api.heroku.com login d password of-netrc", nil},
			auth.MethodNetrc, "of-netrc"},
	} {
		t.Run(name, func(t *testing.T) {
			test.home.enter(t)
			source, err := auth.FromEnvironment(config(tokenURL(t, "http://127.0.0.1:1")), host)
			if err != nil {
				t.Fatal(err)
			}
			token, err := source.Token(t.Context())
			if err != nil || token.AccessToken != test.token || source.Origin().Method != test.method {
				t.Errorf("got %v and %v from the %s, want %s from the %s", token, err, source.Origin().Method, test.token, test.method)
			}
		})
	}
}

func TestFromEnvironment_refresh(t *testing.T) {
	mock, address := mockOAuth(t)
	home{credentials: "{}", env: map[string]string{
		"MODULEX_HEROKU_CLIENT_ID": herokutest.ClientID, "MODULEX_HEROKU_CLIENT_SECRET": herokutest.ClientSecret,
		"MODULEX_HEROKU_REFRESH_TOKEN": mock.Allow("read").RefreshToken,
	}}.enter(t)
	source, err := auth.FromEnvironment(config(address), host)
	if err != nil {
		t.Fatal(err)
	}
	if token, err := source.Token(t.Context()); err != nil || token.AccessToken == "" || source.Origin().Method != auth.MethodRefresh {
		t.Errorf("got %v and %v from the %s", token, err, source.Origin().Method)
	}
}

func TestFromEnvironment_unusable(t *testing.T) {
	for name, test := range map[string]struct {
		home    home
		method  auth.Method
		problem auth.Problem
		setting auth.Setting
		says    string
	}{
		"empty token":           {home{env: map[string]string{"HEROKU_API_KEY": ""}}, auth.MethodToken, auth.ValueEmpty, "", ""},
		"token in quotes":       {home{env: map[string]string{"HEROKU_API_KEY": `"canary"`}}, auth.MethodToken, auth.ValueMalformed, "", "quotation marks"},
		"JSON":                  {home{env: map[string]string{"HEROKU_API_KEY": `{token:canary}`}}, auth.MethodToken, auth.ValueMalformed, "", "JSON"},
		"placeholder":           {home{env: map[string]string{"HEROKU_API_KEY": "<canary>"}}, auth.MethodToken, auth.ValueMalformed, "", "angle brackets"},
		"asterisks":             {home{env: map[string]string{"HEROKU_API_KEY": "***"}}, auth.MethodToken, auth.ValueMalformed, "", "asterisks"},
		"variable":              {home{env: map[string]string{"HEROKU_API_KEY": "${CANARY}"}}, auth.MethodToken, auth.ValueMalformed, "", "variable"},
		"null":                  {home{env: map[string]string{"HEROKU_API_KEY": "null"}}, auth.MethodToken, auth.ValueMalformed, "", "the word null"},
		"with Bearer":           {home{env: map[string]string{"HEROKU_API_KEY": "Bearer canary"}}, auth.MethodToken, auth.ValueMalformed, "", "a space"},
		"not ASCII":             {home{env: map[string]string{"HEROKU_API_KEY": "canar\u00fd"}}, auth.MethodToken, auth.ValueMalformed, "", "a character that no token can have"},
		"empty secret":          {home{env: oauth("i", " ", "r")}, auth.MethodRefresh, auth.ValueEmpty, auth.ClientSecretSetting, ""},
		"secret in quotes":      {home{env: oauth("i", "'canary'", "r")}, auth.MethodRefresh, auth.ValueMalformed, auth.ClientSecretSetting, "quotation marks"},
		"client id alone":       {home{env: map[string]string{"MODULEX_HEROKU_CLIENT_ID": "i"}}, auth.MethodRefresh, auth.ValueMissing, "", ""},
		"empty file name":       {home{env: map[string]string{"MODULEX_HEROKU_CREDENTIALS_FILE": ""}}, auth.MethodFile, auth.ValueEmpty, "", ""},
		"file is missing":       {home{env: map[string]string{"MODULEX_HEROKU_CREDENTIALS_FILE": "nowhere.json"}}, auth.MethodFile, auth.FileMissing, "", ""},
		"invalid default file":  {home{credentials: "canary"}, auth.MethodFile, auth.FileInvalid, "", "not JSON"},
		"invalid netrc":         {home{netrc: "\n\nmachine api.heroku.com canary"}, auth.MethodNetrc, auth.FileInvalid, "", "line 3"},
		"netrc without a token": {home{netrc: "machine api.heroku.com login a"}, auth.MethodNetrc, auth.ValueEmpty, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			test.home.enter(t)
			_, err := auth.FromEnvironment(config(tokenURL(t, "http://127.0.0.1:1")), host)
			failed, ok := errors.AsType[*auth.Error](err)
			if !ok {
				t.Fatalf("got %v, want an *auth.Error", err)
			}
			if failed.Problem != test.problem || failed.Setting != test.setting || !strings.Contains(failed.Detail, test.says) {
				t.Errorf("got %+v, want the problem %q in %q, and %q", failed, test.problem, test.setting, test.says)
			}
			if failed.Origin.Method != test.method || !failed.Origin.FromEnvironment {
				t.Errorf("got the origin %+v, want %q from the environment", failed.Origin, test.method)
			}
			if strings.Contains(strings.ToLower(failed.Error()), "canar") {
				t.Errorf("the error contains the value: %v", err)
			}
		})
	}
}

func oauth(id, secret, refreshToken string) map[string]string {
	return map[string]string{
		"MODULEX_HEROKU_CLIENT_ID": id, "MODULEX_HEROKU_CLIENT_SECRET": secret, "MODULEX_HEROKU_REFRESH_TOKEN": refreshToken,
	}
}

func TestFromEnvironment_missing(t *testing.T) {
	for name, test := range map[string]struct {
		env  map[string]string
		want []auth.Setting
	}{
		"id alone":            {map[string]string{"MODULEX_HEROKU_CLIENT_ID": "i"}, []auth.Setting{auth.ClientSecretSetting, auth.RefreshTokenSetting}},
		"refresh token alone": {map[string]string{"MODULEX_HEROKU_REFRESH_TOKEN": "r"}, []auth.Setting{auth.ClientIDSetting, auth.ClientSecretSetting}},
		"no secret": {map[string]string{"MODULEX_HEROKU_CLIENT_ID": "i", "MODULEX_HEROKU_REFRESH_TOKEN": "r"},
			[]auth.Setting{auth.ClientSecretSetting}},
	} {
		t.Run(name, func(t *testing.T) {
			home{env: test.env}.enter(t)
			_, err := auth.FromEnvironment(config(tokenURL(t, "http://127.0.0.1:1")), host)
			if failed, ok := errors.AsType[*auth.Error](err); !ok || !slices.Equal(failed.Missing, test.want) {
				t.Errorf("got %+v, want %q missing", err, test.want)
			}
		})
	}
}

func TestFromEnvironment_none(t *testing.T) {
	for name, netrc := range map[string]string{
		"nothing":         "",
		"netrc of others": "machine a.example login a password canary\ndefault login b password canary",
	} {
		t.Run(name, func(t *testing.T) {
			home{netrc: netrc}.enter(t)
			_, err := auth.FromEnvironment(config(tokenURL(t, "http://127.0.0.1:1")), host)
			none, ok := errors.AsType[*auth.NoSignInError](err)
			if !ok || len(none.Looked) != 2 || none.Looked[0].Method != auth.MethodFile || none.Looked[1].Method != auth.MethodNetrc {
				t.Errorf("got %+v, want the credentials file and the netrc file as looked at", err)
			}
		})
	}
}
