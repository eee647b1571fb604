package auth_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/explain"
)

// The wait for another process's lock is bounded, and the error names that process.
func TestFile_lockedByAnother(t *testing.T) {
	mock, address := mockOAuth(t)
	file := signedIn(t, mock)
	auth.SetLockTimeout(t, 200*time.Millisecond)
	stalled, release := make(chan struct{}), make(chan struct{})
	mock.Use(stall(stalled, release))
	done := make(chan error, 1)
	go func() {
		_, err := source(t, file, address).Token(context.WithoutCancel(t.Context()))
		done <- err
	}()
	<-stalled
	_, err := source(t, file, address).Token(t.Context())
	failed, ok := errors.AsType[*auth.Error](err)
	if !ok || failed.Problem != auth.FileLocked {
		t.Fatalf("got %v, want %q", err, auth.FileLocked)
	}
	for _, text := range []string{fmt.Sprintf("process %d on ", os.Getpid()), "since 20", "200ms"} {
		if !strings.Contains(failed.Detail, text) {
			t.Errorf("%q does not say %q", failed.Detail, text)
		}
	}
	close(release)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A file system that cannot lock files has its own message and remedy. Without a lock, nothing is
// sent or changed.
func TestFile_lockUnsupported(t *testing.T) {
	for _, reason := range []error{syscall.ENOLCK, syscall.ENOSYS, syscall.ENOTSUP} {
		t.Run(reason.Error(), func(t *testing.T) {
			mock, address := mockOAuth(t)
			file := signedIn(t, mock)
			before := readCredentials(t, file)
			auth.FailLocks(t, reason)
			for name, do := range map[string]func() error{
				"refresh": func() error { _, err := source(t, file, address).Token(t.Context()); return err },
				"login":   func() error { return auth.CheckWritable(t.Context(), file) },
				"logout":  func() error { return auth.RemoveCredentials(t.Context(), file) },
			} {
				err := do()
				failed, ok := errors.AsType[*auth.Error](err)
				if !ok || failed.Problem != auth.LockUnsupported || !errors.Is(err, reason) {
					t.Errorf("%s: got %v, want %q for %v", name, err, auth.LockUnsupported, reason)
					continue
				}
				for _, phrase := range []string{file + " cannot lock files: " + reason.Error(), "local file system"} {
					if text := explain.Error(failed).String(); !strings.Contains(text, phrase) {
						t.Errorf("%s: the text does not say %q:\n%s", name, phrase, text)
					}
				}
			}
			if got := len(mock.Requests()); got != 0 {
				t.Errorf("%d requests were sent", got)
			}
			if after := readCredentials(t, file); after.RefreshToken != before.RefreshToken {
				t.Error("the refresh token in the file has changed")
			}
		})
	}
}
