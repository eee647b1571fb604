package auth

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A netrc file yields a password that it contains, or an error without any of its content.
func FuzzNetrc(f *testing.F) {
	for _, content := range []string{
		"", "machine api.heroku.com login me password canary", "machine api.heroku.com\n  login me\n  password canary\n", "default login me password canary",
		"machine other.example login me password canary\nmachine api.heroku.com password canary2", "machine", "machine api.heroku.com password",
		"macdef init\ncd /\n\nmachine api.heroku.com password canary", "# comment\nmachine api.heroku.com password canary # more", "password canary",
		"machine api.heroku.com machine api.heroku.com", "machine api.heroku.com password \"canary\"", "\xff\xfe", "machine\x00api.heroku.com",
	} {
		f.Add(content)
	}
	file := filepath.Join(f.TempDir(), "netrc")
	f.Fuzz(func(t *testing.T, content string) {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		password, found, err := netrcPassword(Origin{File: file, Host: "api.heroku.com"})
		switch {
		case err != nil && password != "":
			t.Errorf("a password came with the error %v", err)
		case err != nil && strings.Contains(err.Error(), "canary"):
			t.Errorf("the error contains the file's content: %v", err)
		case found && !strings.Contains(strings.ToLower(content), "api.heroku.com"):
			t.Error("found an entry of another host")
		}
	})
}

// A credentials file yields usable credentials, or an error without any of its content.
func FuzzCredentialsFile(f *testing.F) {
	for _, content := range []string{
		"", "{}", "[]", "null", `{"client_id":"a","client_secret":"canary","refresh_token":"canary"}`,
		`{"client_id":"a","client_secret":"canary","refresh_token":"canary","access_token":"canary","expires_at":"2026-01-01T00:00:00Z"}`,
		`{"client_secret":"canary"`, `{"client_secret":1}`, `{"client_secret":"canary","client_secret":"b"}`, `{"expires_at":"canary"}`, "\xff",
		`{"access_token":"can\nary"}`,
	} {
		f.Add(content)
	}
	file := filepath.Join(f.TempDir(), "credentials.json")
	f.Fuzz(func(t *testing.T, content string) {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		credentials, err := ReadCredentials(file)
		switch {
		case err != nil && credentials.ClientSecret+credentials.RefreshToken+credentials.AccessToken != "":
			t.Errorf("credentials came with the error %v", err)
		case err != nil && strings.Contains(err.Error(), "canary"):
			t.Errorf("the error contains the file's content: %v", err)
		case err == nil && (credentials.ClientSecret == "" || credentials.RefreshToken == ""):
			t.Errorf("unusable credentials were read from %q", content)
		}
	})
}
