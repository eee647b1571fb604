//go:build unix

package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// The browser outlives login, so it must not inherit login's secrets.
func TestLogin_browser(t *testing.T) {
	a := newAccount(t)
	clitest.Provider(t) // Built before PATH changes.
	bin, seen := t.TempDir(), filepath.Join(t.TempDir(), "seen")
	script := fmt.Sprintf("#!/bin/sh\n{ echo \"$1\"; /usr/bin/env; } >%s.part; /bin/mv %[1]s.part %[1]s\n", seen)
	for _, name := range []string{"xdg-open", "open"} { // open is on macOS.
		if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o700); err != nil { //nolint:gosec // A program.
			t.Fatal(err)
		}
	}
	t.Setenv("MODULEX_HEROKU_REFRESH_TOKEN", "HRKU-refresh")
	t.Setenv("HEROKU_API_KEY", "HRKU-key")
	t.Setenv("PATH", bin)
	login := a.startOn(t, bin, herokutest.ClientSecret)
	var got string
	eventually(t, func() bool {
		content, err := os.ReadFile(seen)
		got = string(content)
		return err == nil
	})
	if !strings.HasPrefix(got, login.address+"\n") {
		t.Errorf("the browser opens %s, want %s", got, login.address)
	}
	if !strings.Contains(got, "\nHOME=") {
		t.Error("the browser inherits no environment")
	}
	for _, secret := range []string{herokutest.ClientSecret, "HRKU-"} {
		if strings.Contains(got, secret) {
			t.Errorf("the browser has the secret %s:\n%s", secret, got)
		}
	}
	login.interrupt()
	login.end().expect(t, 1, "Interrupted.")
}

// On Windows, a file has no mode bits.
func TestStatus_fileThatOthersCanRead(t *testing.T) {
	a := newAccount(t)
	if err := os.Chmod(a.keep(t, "read"), 0o644); err != nil { //nolint:gosec // The case under test.
		t.Fatal(err)
	}
	got := run(t, "status")
	got.expect(t, 0, "Signed in to Heroku.", "Warning: Other users", "chmod 600")
	got.hides(t, "HRKU-", herokutest.ClientSecret, herokutest.Token)
	if sent := requests(a.api.Requests()); !slices.Equal(sent, []string{"GET /apps"}) {
		t.Errorf("status sent %q, want one request for apps", sent)
	}
}
