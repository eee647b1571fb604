package auth_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// problem returns the Problem of an *auth.Error.
func problem(t *testing.T, err error) auth.Problem {
	t.Helper()
	failed, ok := errors.AsType[*auth.Error](err)
	if !ok {
		t.Fatalf("got %v, want an *auth.Error", err)
	}
	return failed.Problem
}

// Aliases with the same OAuth values share one source, so that a replaced refresh token reaches all
// of them.
func TestRefresh_aliasesShareOneSource(t *testing.T) {
	mock, address := mockOAuth(t)
	mock.Rotate(true)
	refreshToken := mock.Allow("read").RefreshToken
	for range 3 {
		if _, err := refreshing(t, config(address), refreshToken).Token(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if got := mock.Refreshes(); got != 1 {
		t.Errorf("%d refreshes, want one for all", got)
	}
	other := refreshing(t, config(address), mock.Allow("read").RefreshToken)
	if other == refreshing(t, config(address), refreshToken) {
		t.Error("two accounts share a source")
	}
}

// respond returns a fault that responds with the given refresh token in place of the mock's.
func respond(refreshToken string) herokutest.Fault {
	return func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			body, _ := json.Marshal(map[string]any{"access_token": "new", "expires_in": 28799, "refresh_token": refreshToken})
			_, _ = w.Write(body)
		})
	}
}

// An unusable new refresh token does not replace a valid one.
func TestFile_unusableRefreshToken(t *testing.T) {
	for name, refreshToken := range map[string]string{"empty": "", "line break": "a\nb", "quotation marks": `"a"`} {
		t.Run(name, func(t *testing.T) {
			mock, address := mockOAuth(t)
			file := signedIn(t, mock)
			old := readCredentials(t, file)
			mock.Use(respond(refreshToken))
			if token, err := source(t, file, address).Token(t.Context()); err != nil || token.AccessToken != "new" {
				t.Errorf("got %v and %v", token, err)
			}
			if got := readCredentials(t, file); got.RefreshToken != old.RefreshToken || got.AccessToken != "new" {
				t.Errorf("the file has %q, want the old refresh token with the new access token", got.RefreshToken)
			}
		})
	}
}

// A renewal keeps members of the file that this version does not know.
func TestFile_unknownMembersStay(t *testing.T) {
	mock, address := mockOAuth(t)
	file := signedIn(t, mock)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	content = []byte(strings.Replace(string(content), "{", `{"team": {"name": "acme"},`, 1))
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := source(t, file, address).Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Team        struct{ Name string } `json:"team"`
		AccessToken string                `json:"access_token"`
	}
	if content, err = os.ReadFile(file); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &got); err != nil || got.Team.Name != "acme" || got.AccessToken == "" {
		t.Errorf("got %s and %v", content, err)
	}
}

// A temporary file of a killed process is removed, or adopted if it has the newest refresh token.
func TestFile_leftovers(t *testing.T) {
	for name, test := range map[string]struct {
		suffix  string
		content func(next auth.Credentials) string
		adopted bool
	}{
		"renewal before its response": {".new", func(auth.Credentials) string { return strings.Repeat(" ", 100) }, false},
		"renewal half written":        {".new", func(auth.Credentials) string { return `{"client_id":"i","client_se` }, false},
		"renewal before the rename":   {".new", content, true},
		"login before the rename":     {".login", content, false},
	} {
		t.Run(name, func(t *testing.T) {
			mock, address := mockOAuth(t)
			file := signedIn(t, mock)
			next := readCredentials(t, file)
			next.AccessToken, next.ExpiresAt = "of-the-leftover", time.Now().Add(time.Hour)
			if err := os.WriteFile(file+test.suffix, []byte(test.content(next)), 0o600); err != nil {
				t.Fatal(err)
			}
			token, err := source(t, file, address).Token(t.Context())
			if err != nil || (token.AccessToken == "of-the-leftover") != test.adopted {
				t.Errorf("got %v and %v", token, err)
			}
			if _, err := os.Stat(file + test.suffix); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the leftover still exists: %v", err)
			}
			if err := os.WriteFile(file+test.suffix, []byte(test.content(next)), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := auth.RemoveCredentials(t.Context(), file); err != nil {
				t.Fatal(err)
			}
			if entries, err := os.ReadDir(filepath.Dir(file)); err != nil || len(entries) > 0 {
				t.Errorf("got %v and %v after a logout, want an empty folder", entries, err)
			}
		})
	}
}

func content(credentials auth.Credentials) string {
	content, err := json.Marshal(map[string]any{
		"client_id": credentials.ClientID, "client_secret": credentials.ClientSecret, "refresh_token": credentials.RefreshToken,
		"access_token": credentials.AccessToken, "expires_at": credentials.ExpiresAt,
	})
	if err != nil {
		panic(err)
	}
	return string(content)
}

// A file that is not a credentials file is neither removed nor replaced.
func TestCredentials_othersFilesStay(t *testing.T) {
	for name, prepare := range map[string]struct {
		make    func(file string) error
		problem auth.Problem
	}{
		"text":   {func(file string) error { return os.WriteFile(file, []byte("my thesis"), 0o600) }, auth.FileInvalid},
		"JSON":   {func(file string) error { return os.WriteFile(file, []byte(`{"name":"package"}`), 0o600) }, auth.FileInvalid},
		"folder": {func(file string) error { return os.Mkdir(file, 0o700) }, auth.FileNotRegular},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "thesis.txt")
			if err := prepare.make(file); err != nil {
				t.Fatal(err)
			}
			before, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			for what, do := range map[string]func() error{
				"remove": func() error { return auth.RemoveCredentials(t.Context(), file) },
				"write":  func() error { return auth.WriteCredentials(t.Context(), file, auth.Credentials{ClientID: "i"}) },
				"check":  func() error { return auth.CheckWritable(t.Context(), file) },
			} {
				if got := problem(t, do()); got != prepare.problem {
					t.Errorf("%s: got the problem %q, want %q", what, got, prepare.problem)
				}
			}
			if after, err := os.Stat(file); err != nil || !os.SameFile(before, after) || after.Size() != before.Size() {
				t.Errorf("the file has changed: %v, %v", after, err)
			}
		})
	}
}

// A symbolic link stays a link, even while its target does not exist.
func TestCredentials_linkToNothing(t *testing.T) {
	mock, _ := mockOAuth(t)
	credentials := readCredentials(t, signedIn(t, mock))
	folder := t.TempDir()
	target, link := filepath.Join(folder, "target.json"), filepath.Join(t.TempDir(), "link.json")
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		write(t, link, credentials)
		readCredentials(t, target)
		if err := auth.RemoveCredentials(t.Context(), link); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Fatalf("the link is %v, %v", info, err)
		}
	}
}

func TestSettle(t *testing.T) {
	mock, address := mockOAuth(t)
	stalled, release := make(chan struct{}), make(chan struct{})
	mock.Use(stall(stalled, release))
	file := signedIn(t, mock)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-stalled
		cancel()
	}()
	if _, err := source(t, file, address).Token(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want %v", err, context.Canceled)
	}
	short, end := context.WithTimeout(t.Context(), time.Millisecond)
	defer end()
	auth.Settle(short) // Returns at the deadline.
	close(release)
	auth.Settle(t.Context())
	if readCredentials(t, file).AccessToken == "" {
		t.Error("the token is not saved")
	}
}

// A renewal continues after all its callers left. The next caller waits for it.
func TestSource_abandonedRenewalIsNotRepeated(t *testing.T) {
	calls, started, release := 0, make(chan struct{}), make(chan struct{})
	source := auth.NewSource(auth.Origin{}, func(context.Context, string) (*oauth2.Token, error) {
		calls++
		close(started)
		<-release
		return &oauth2.Token{AccessToken: fmt.Sprint(calls)}, nil
	}, config(nil).Logger)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-started
		cancel()
	}()
	if _, err := source.Token(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	time.AfterFunc(10*time.Millisecond, func() { close(release) })
	if token, err := source.Token(t.Context()); err != nil || token.AccessToken != "1" || calls != 1 {
		t.Errorf("got %v and %v after %d calls, want the first token", token, err, calls)
	}
}
