package auth_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

const host = "api.heroku.com"

// home is the home folder of a person who has signed in by every way that the environment offers.
type home struct {
	credentials, netrc string // the content of the files at their usual places; empty for none
	env                map[string]string
}

// enter makes it the home of the process.
func (h home) enter(t *testing.T) {
	t.Helper()
	clitest.CleanEnv(t)
	file, err := auth.DefaultCredentialsFile()
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{file: h.credentials, filepath.Join(os.Getenv("HOME"), ".netrc"): h.netrc} {
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
		home  home
		way   string
		token string
	}{
		"token before all else": {home{credentials, netrc, map[string]string{
			"HEROKU_API_KEY": "of-the-variable", "MODULEX_HEROKU_CLIENT_ID": "i", "MODULEX_HEROKU_CREDENTIALS_FILE": other,
		}}, "access token", "of-the-variable"},
		"file by its variable":  {home{credentials, netrc, map[string]string{"MODULEX_HEROKU_CREDENTIALS_FILE": other}}, "credentials file", "of-the-other-file"},
		"file at its place":     {home{credentials, netrc, nil}, "credentials file", "of-the-file"},
		"netrc":                 {home{"", netrc, nil}, "netrc file", "of-netrc"},
		"netrc by its variable": {home{"", netrc, map[string]string{"NETRC": otherNetrc}}, "netrc file", "of-the-other-netrc"},
		"netrc on one line, among others": {home{"", "machine a.example login b password c machine api.heroku.com login d password of-netrc", nil},
			"netrc file", "of-netrc"},
	} {
		t.Run(name, func(t *testing.T) {
			test.home.enter(t)
			signIn, err := auth.FromEnvironment(tokenURL(t, "http://127.0.0.1:1"), host)
			if err != nil {
				t.Fatal(err)
			}
			token, err := signIn.Way(t.Context())
			if err != nil || token.AccessToken != test.token || signIn.Name != test.way {
				t.Errorf("got %v and %v by the %s, want %s by the %s", token, err, signIn.Name, test.token, test.way)
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
	signIn, err := auth.FromEnvironment(address, host)
	if err != nil {
		t.Fatal(err)
	}
	if token, err := signIn.Way(t.Context()); err != nil || token.AccessToken == "" || signIn.Name != "OAuth refresh token" {
		t.Errorf("got %v and %v by the %s", token, err, signIn.Name)
	}
}

func TestFromEnvironment_unusable(t *testing.T) {
	for name, test := range map[string]struct {
		home    home
		setting auth.Setting // none if the error is not of a setting
		says    string
	}{
		"empty token":           {home{env: map[string]string{"HEROKU_API_KEY": ""}}, auth.TokenSetting, "it is empty"},
		"empty secret":          {home{env: map[string]string{"MODULEX_HEROKU_CLIENT_ID": "i", "MODULEX_HEROKU_CLIENT_SECRET": " "}}, auth.ClientSecretSetting, "it is empty"},
		"no secret":             {home{env: map[string]string{"MODULEX_HEROKU_CLIENT_ID": "i"}}, auth.ClientSecretSetting, "go together"},
		"refresh token alone":   {home{env: map[string]string{"MODULEX_HEROKU_REFRESH_TOKEN": "r"}}, auth.ClientIDSetting, "go together"},
		"empty file name":       {home{env: map[string]string{"MODULEX_HEROKU_CREDENTIALS_FILE": ""}}, auth.CredentialsFileSetting, "it is empty"},
		"file is not there":     {home{env: map[string]string{"MODULEX_HEROKU_CREDENTIALS_FILE": "nowhere.json"}}, auth.CredentialsFileSetting, "no such file"},
		"file at its place":     {home{credentials: "canary"}, "", "is not a credentials file"},
		"broken netrc":          {home{netrc: "machine api.heroku.com canary"}, "", "is not a netrc file"},
		"netrc without a token": {home{netrc: "machine api.heroku.com login a"}, "", "cannot be used: it is empty"},
		"no sign-in":            {home{}, "", "no sign-in"},
		"netrc for others":      {home{netrc: "machine a.example login a password canary\ndefault login b password canary"}, "", "no sign-in"},
	} {
		t.Run(name, func(t *testing.T) {
			test.home.enter(t)
			_, err := auth.FromEnvironment(tokenURL(t, "http://127.0.0.1:1"), host)
			if err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "canary") {
				t.Errorf("got %v, want %q and no content", err, test.says)
			}
			unusable, none := (*auth.SettingError)(nil), (*auth.NoSignInError)(nil)
			if errors.As(err, &unusable) && unusable.Setting != test.setting || unusable == nil && test.setting != "" {
				t.Errorf("got %v, want an error of %q", err, test.setting)
			}
			if errors.As(err, &none) && len(none.Places) != 2 {
				t.Errorf("looked at %q, want the credentials file and the netrc file", none.Places)
			}
		})
	}
}

func TestSignIn_exposed(t *testing.T) {
	home{netrc: "machine api.heroku.com login a password b"}.enter(t)
	signIn, err := auth.FromEnvironment(tokenURL(t, "http://127.0.0.1:1"), host)
	if err != nil || signIn.Exposed() {
		t.Errorf("got %v, exposed: %v", err, signIn.Exposed())
	}
	if err := os.Chmod(signIn.File, 0o644); err != nil {
		t.Fatal(err)
	}
	if !signIn.Exposed() {
		t.Error("a file that all can read is not exposed")
	}
}
