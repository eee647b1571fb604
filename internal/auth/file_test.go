package auth_test

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// signedIn writes a credentials file as a login does, but with only a refresh token.
func signedIn(t *testing.T, mock *herokutest.OAuth) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "modulex", "heroku.json")
	write(t, file, auth.Credentials{
		ClientID: herokutest.ClientID, ClientSecret: herokutest.ClientSecret, RefreshToken: mock.Allow("read").RefreshToken, Scope: "read",
	})
	return file
}

// source returns the source for a credentials file that the configuration names.
func source(t *testing.T, file string, address *url.URL) *auth.Source {
	t.Helper()
	source, _, err := auth.Settings{CredentialsFile: &file}.Source(config(address))
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func write(t *testing.T, file string, credentials auth.Credentials) {
	t.Helper()
	if err := auth.WriteCredentials(t.Context(), file, credentials); err != nil {
		t.Fatal(err)
	}
}

func readCredentials(t *testing.T, file string) auth.Credentials {
	t.Helper()
	credentials, err := auth.ReadCredentials(file)
	if err != nil {
		t.Fatal(err)
	}
	return credentials
}

func TestCredentials_permissions(t *testing.T) {
	mock, _ := mockOAuth(t)
	file := signedIn(t, mock)
	write(t, file, readCredentials(t, file)) // Replaces the existing file.
	if runtime.GOOS != "windows" {
		for name, want := range map[string]fs.FileMode{file: 0o600, file + ".lock": 0o600, filepath.Dir(file): 0o700 | fs.ModeDir} {
			info, err := os.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode() != want {
				t.Errorf("%s has mode %s, want %s", filepath.Base(name), info.Mode(), want)
			}
		}
	}
	if entries, err := os.ReadDir(filepath.Dir(file)); err != nil || len(entries) != 2 {
		t.Errorf("got %v and %v, want the file and its lock", entries, err)
	}
	for range 2 {
		if err := auth.RemoveCredentials(t.Context(), file); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
	if err := auth.RemoveCredentials(t.Context(), filepath.Join(t.TempDir(), "nowhere", "heroku.json")); err != nil {
		t.Errorf("nothing to remove: %v", err)
	}
}

func TestCredentials_linkStays(t *testing.T) {
	target := filepath.Join(t.TempDir(), "target.json")
	mock, _ := mockOAuth(t)
	credentials := readCredentials(t, signedIn(t, mock))
	write(t, target, credentials)
	link := filepath.Join(t.TempDir(), "link.json")
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	credentials.Scope = "global"
	write(t, link, credentials)
	if got := readCredentials(t, target); got.Scope != "global" {
		t.Error("the link was replaced instead of its target")
	}
	if err := auth.RemoveCredentials(t.Context(), link); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(target); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the link's target still exists: %v", err)
	}
}

func TestReadCredentials_invalid(t *testing.T) {
	for name, test := range map[string]struct{ content, says string }{
		"empty":         {"", "it is not JSON of the form that login writes"},
		"not JSON":      {"canary", "it is not JSON of the form that login writes"},
		"array":         {`["canary"]`, "it is not JSON of the form that login writes"},
		"wrong type":    {`{"client_id":{"canary":1}}`, "it is not JSON of the form that login writes"},
		"incomplete":    {`{"client_id":"a","client_secret":"canary"}`, "it has no refresh_token"},
		"line break":    {`{"client_id":"a","client_secret":"canary\nb","refresh_token":"c"}`, "its client_secret contains a space or a line break"},
		"invalid token": {`{"client_id":"a","client_secret":"b","refresh_token":"c","access_token":"canary\nd"}`, "its access_token contains a space or a line break"},
		"invalid time":  {`{"client_id":"a","client_secret":"b","refresh_token":"c","expires_at":"canary"}`, "it is not JSON of the form that login writes"},
		"much too long": {strings.Repeat(" ", 2<<20), "it is larger than"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "heroku.json")
			if err := os.WriteFile(file, []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := auth.ReadCredentials(file)
			if err == nil || !strings.Contains(err.Error(), file+": invalid file: "+test.says) {
				t.Errorf("got %v, want %q", err, test.says)
			}
			if err != nil && strings.Contains(err.Error(), "canary") {
				t.Errorf("the error contains the file's content: %v", err)
			}
		})
	}
}

// Each plan and each apply is its own process, so each run here creates its own source.
func TestFile_runsShareTokens(t *testing.T) {
	for name, rotate := range map[string]bool{"same refresh token": false, "new refresh token each time": true} {
		t.Run(name, func(t *testing.T) {
			mock, address := mockOAuth(t)
			mock.Rotate(rotate)
			file := signedIn(t, mock)
			var last string
			for range 3 {
				token, err := source(t, file, address).Token(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if last != "" && token.AccessToken != last {
					t.Error("a valid token was renewed")
				}
				last = token.AccessToken
			}
			one := source(t, file, address)
			for _, token := range renewals(t, one, 3) {
				if token.AccessToken == "" {
					t.Error("an empty token")
				}
			}
			if kept := readCredentials(t, file); kept.AccessToken == last || kept.Scope != "read" {
				t.Error("the file lacks the new access token, or lost its other values")
			}
			if warnings := one.Warnings(); warnings != nil {
				t.Errorf("got the warnings %v", warnings)
			}
			if got := mock.Refreshes(); got != 3 {
				t.Errorf("%d refreshes, want one for the first run and one for each rejected token", got)
			}
		})
	}
}

func TestFile_renewsBeforeExpiry(t *testing.T) {
	for name, test := range map[string]struct {
		life      time.Duration
		refreshes int
	}{
		"valid for an hour":      {time.Hour, 0},
		"valid for four minutes": {4 * time.Minute, 1},
		"expired":                {-time.Minute, 1},
	} {
		t.Run(name, func(t *testing.T) {
			mock, address := mockOAuth(t)
			file := signedIn(t, mock)
			credentials := readCredentials(t, file)
			credentials.AccessToken, credentials.ExpiresAt = "old", time.Now().Add(test.life)
			write(t, file, credentials)
			if _, err := source(t, file, address).Token(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := mock.Refreshes(); got != test.refreshes {
				t.Errorf("%d refreshes, want %d", got, test.refreshes)
			}
		})
	}
}

// Processes that find the token expired at the same time spend one refresh token together.
func TestFile_atOnce(t *testing.T) {
	mock, address := mockOAuth(t)
	mock.Rotate(true)
	file := signedIn(t, mock)
	var runs sync.WaitGroup
	for range 8 {
		runs.Go(func() {
			if _, err := source(t, file, address).Token(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	runs.Wait()
	if got := mock.Refreshes(); got != 1 {
		t.Errorf("%d refreshes, want one", got)
	}
}

func TestFile_fails(t *testing.T) {
	for name, test := range map[string]struct {
		prepare func(t *testing.T, mock *herokutest.OAuth, file string)
		problem auth.Problem
	}{
		"revoked": {func(_ *testing.T, mock *herokutest.OAuth, _ string) { mock.Revoke() }, auth.GrantRejected},
		"removed": {func(t *testing.T, _ *herokutest.OAuth, file string) {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}, auth.FileMissing},
	} {
		t.Run(name, func(t *testing.T) {
			mock, address := mockOAuth(t)
			file := signedIn(t, mock)
			one := source(t, file, address)
			test.prepare(t, mock, file)
			_, err := one.Token(t.Context())
			failed, ok := errors.AsType[*auth.Error](err)
			want := auth.Origin{Method: auth.MethodFile, Setting: auth.CredentialsFileSetting, File: file}
			if !ok || failed.Problem != test.problem || failed.Origin != want {
				t.Errorf("got %+v, want the problem %q with %+v", err, test.problem, want)
			}
		})
	}
}

func TestFile_interruptedAtTheLock(t *testing.T) {
	mock, address := mockOAuth(t)
	file := signedIn(t, mock)
	stalled, release := make(chan struct{}), make(chan struct{})
	mock.Use(stall(stalled, release))
	var holder sync.WaitGroup
	holder.Go(func() {
		if _, err := source(t, file, address).Token(t.Context()); err != nil {
			t.Error(err)
		}
	})
	<-stalled // From here on, holder has the lock.
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := source(t, file, address).Token(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
	}
	close(release)
	holder.Wait()
}
