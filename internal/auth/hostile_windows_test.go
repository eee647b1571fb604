package auth_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
)

// The credentials file is replaced although another program has it open, or it is read-only.
func TestFile_replaced(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T, file string){
		"open": func(t *testing.T, file string) {
			open, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = open.Close() })
		},
		"open for a moment": func(t *testing.T, file string) { openAlone(t, file, 100*time.Millisecond) },
		"read-only": func(t *testing.T, file string) {
			if err := os.Chmod(file, 0o400); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			mock, address := mockOAuth(t)
			mock.Rotate(true)
			file := signedIn(t, mock)
			one := source(t, file, address)
			prepare(t, file)
			token, err := one.Token(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if warnings := one.Warnings(); warnings != nil {
				t.Errorf("got the warnings %v", warnings)
			}
			if kept := readCredentials(t, file); kept.AccessToken != token.AccessToken {
				t.Error("the new tokens were not saved")
			}
			if left, err := filepath.Glob(file + ".new"); err != nil || left != nil {
				t.Errorf("left %q", left)
			}
		})
	}
}

// A file that a program has open for itself cannot be read, and the error says so.
func TestReadCredentials_inUse(t *testing.T) {
	mock, _ := mockOAuth(t)
	file := signedIn(t, mock)
	openAlone(t, file, time.Minute)
	if _, err := auth.ReadCredentials(file); problem(t, err) != auth.FileUnreadable {
		t.Errorf("got %v, want %q", err, auth.FileUnreadable)
	}
}

// openAlone opens a file without sharing it, for some time or until the test ends.
func openAlone(t *testing.T, file string, limit time.Duration) {
	t.Helper()
	name, err := syscall.UTF16PtrFromString(file)
	if err != nil {
		t.Fatal(err)
	}
	handle, err := syscall.CreateFile(name, syscall.GENERIC_READ, 0, nil, syscall.OPEN_EXISTING, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(limit, func() { _ = syscall.CloseHandle(handle) })
	t.Cleanup(func() {
		if timer.Stop() {
			_ = syscall.CloseHandle(handle)
		}
	})
}
