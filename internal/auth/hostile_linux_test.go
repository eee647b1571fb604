package auth_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/testenv"
)

// onDisk writes a credentials file to its own file system of 64 KiB.
func onDisk(t *testing.T, mock *herokutest.OAuth) (file string) {
	t.Helper()
	file = filepath.Join(testenv.Disk(t), "heroku.json")
	write(t, file, readCredentials(t, signedIn(t, mock)))
	return file
}

// The provider checks that it can replace the file before it sends the refresh token, so that the
// sign-in stays valid.
func TestFile_cannotBeReplaced(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(t *testing.T, file string)
		err   error
	}{
		"full disk": {func(t *testing.T, file string) { testenv.Fill(t, filepath.Dir(file)) }, syscall.ENOSPC},
		"read-only": {func(t *testing.T, file string) {
			testenv.Mount(t, "", filepath.Dir(file), "", syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
		}, syscall.EROFS},
	} {
		t.Run(name, func(t *testing.T) {
			mock, address := mockOAuth(t)
			mock.Rotate(true)
			file := onDisk(t, mock)
			before := readCredentials(t, file)
			test.spoil(t, file)
			_, err := source(t, file, address).Token(t.Context())
			if problem(t, err) != auth.FileNotWritable || !errors.Is(err, test.err) {
				t.Errorf("got %v, want %q for %v", err, auth.FileNotWritable, test.err)
			}
			if got := len(mock.Requests()); got != 0 {
				t.Errorf("%d requests were sent", got)
			}
			if got := readCredentials(t, file); got.RefreshToken != before.RefreshToken {
				t.Error("the refresh token in the file has changed")
			}
		})
	}
}

// A file that is itself a mount point cannot be replaced, but its content can be rewritten.
func TestFile_mountedAlone(t *testing.T) {
	for name, readOnly := range map[string]bool{"in a folder": false, "in a read-only folder": true} {
		t.Run(name, func(t *testing.T) {
			mock, address := mockOAuth(t)
			mock.Rotate(true)
			original := signedIn(t, mock)
			old := readCredentials(t, original)
			folder := t.TempDir()
			testenv.Mount(t, "tmpfs", folder, "tmpfs", 0, "size=1m")
			file := filepath.Join(folder, "heroku.json")
			if err := os.WriteFile(file, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			testenv.Mount(t, original, file, "", syscall.MS_BIND, "")
			if readOnly {
				testenv.Mount(t, "", folder, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
			}
			one := source(t, file, address)
			tokens := renewals(t, one, 2)
			if warnings := one.Warnings(); warnings != nil {
				t.Errorf("got the warnings %v", warnings)
			}
			saved := readCredentials(t, original)
			if saved.RefreshToken == old.RefreshToken || saved.AccessToken != tokens[1].AccessToken {
				t.Error("the mounted file does not have the new tokens")
			}
			if left, err := filepath.Glob(file + ".new"); err != nil || left != nil {
				t.Errorf("left %q", left)
			}

			// A renewal that fails leaves the file as it was.
			before, err := os.ReadFile(original)
			if err != nil {
				t.Fatal(err)
			}
			mock.Revoke()
			if _, err := one.Renew(t.Context(), tokens[1]); problem(t, err) != auth.GrantRejected {
				t.Errorf("got %v, want %q", err, auth.GrantRejected)
			}
			if after, err := os.ReadFile(original); err != nil || !bytes.Equal(after, before) {
				t.Errorf("a failed renewal changed the file from %d to %d bytes, %v", len(before), len(after), err)
			}
		})
	}
}

// special creates files that are not regular, by what they are.
func special(t *testing.T) map[string]string {
	t.Helper()
	folder, err := os.MkdirTemp("", "special") //nolint:usetesting // A socket's path must be short.
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	files := map[string]string{}
	for _, name := range []string{"a folder", "a named pipe", "a socket", "a device"} {
		files[name] = filepath.Join(folder, strings.ReplaceAll(name, " ", "-"))
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "unix", files["a socket"])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	if err := errors.Join(os.Mkdir(files["a folder"], 0o700), syscall.Mkfifo(files["a named pipe"], 0o600)); err != nil {
		t.Fatal(err)
	}
	const null = 1<<8 | 3 // The device numbers of /dev/null.
	if err := syscall.Mknod(files["a device"], syscall.S_IFCHR|0o600, null); err != nil {
		t.Logf("no device: %v", err)
		delete(files, "a device")
	}
	return files
}

// A file that is not regular is refused at once: it is not opened, replaced or removed.
func TestFile_notRegular(t *testing.T) {
	for kind, file := range special(t) {
		t.Run(kind, func(t *testing.T) {
			for name, do := range map[string]func() error{
				"sign in": func() error { _, _, err := auth.Settings{CredentialsFile: &file}.Source(config(nil)); return err },
				"login":   func() error { return auth.WriteCredentials(t.Context(), file, auth.Credentials{}) },
				"logout":  func() error { return auth.RemoveCredentials(t.Context(), file) },
				"netrc": func() error {
					home{env: map[string]string{"NETRC": file}}.enter(t)
					_, err := auth.FromEnvironment(config(nil), host)
					return err
				},
			} {
				if name == "netrc" && kind == "a folder" {
					continue // NETRC can name a folder.
				}
				done := make(chan error, 1)
				go func() { done <- do() }()
				select {
				case err := <-done:
					failed, ok := errors.AsType[*auth.Error](err)
					if !ok || failed.Problem != auth.FileNotRegular || failed.Detail != kind {
						t.Errorf("%s: got %v, want %q, %s", name, err, auth.FileNotRegular, kind)
					}
				case <-time.After(20 * time.Second):
					t.Fatalf("%s: still running after 20 s", name)
				}
			}
			if info, err := os.Lstat(file); err != nil || info.Mode().IsRegular() {
				t.Errorf("the file is now %v, %v", info, err)
			}
		})
	}
}

// A lock file that belongs to another user has its own message.
func TestFile_lockOfAnotherUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can act for two users")
	}
	const nobody = 65534
	mock, address := mockOAuth(t)
	file := signedIn(t, mock)
	if err := os.Chmod(file+".lock", 0o600); err != nil {
		t.Fatal(err)
	}
	for name, owner := range map[string]int{filepath.Dir(file): nobody, file: nobody, file + ".lock": 0} {
		if err := os.Chown(name, owner, owner); err != nil {
			t.Fatal(err)
		}
	}
	for dir := filepath.Dir(filepath.Dir(file)); strings.HasPrefix(dir, os.TempDir()+"/"); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	done := make(chan error, 1)
	one := source(t, file, address)
	go func() {
		done <- asUser(nobody, func() error { return auth.CheckWritable(t.Context(), one.Origin().File) })
	}()
	err := <-done
	if problem(t, err) != auth.LockDenied || !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v, want %q", err, auth.LockDenied)
	}
}

// The children of a token command end with it.
func TestCommand_childrenEnd(t *testing.T) {
	mark := fmt.Sprintf("86399.%d", os.Getpid()) // No other process sleeps this long.
	argv := []string{"sh", "-c", "sleep " + mark + " & sleep " + mark + "; wait"}
	command, _, err := auth.Settings{TokenCommand: argv}.Source(config(nil))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	go func() {
		for len(testenv.Processes(t, "sleep\x00"+mark)) < 2 && ctx.Err() == nil {
			time.Sleep(5 * time.Millisecond)
		}
		cancel()
	}()
	if _, err := command.Token(ctx); err == nil {
		t.Error("got a token")
	}
	testenv.Ended(t, mark)
}

// asUser calls do as another user. The calling goroutine must end afterwards: its thread keeps that
// user.
func asUser(uid int, do func() error) error {
	runtime.LockOSThread()
	if err := syscall.Setfsuid(uid); err != nil {
		return err
	}
	return do()
}

// If the new refresh token cannot be saved, the process keeps using it and warns. The next renewal
// saves it if the file is writable by then.
func TestFile_notSaved(t *testing.T) {
	mock, address := mockOAuth(t)
	mock.Rotate(true)
	file := onDisk(t, mock)
	old := readCredentials(t, file)
	var once sync.Once
	mock.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			once.Do(func() { testenv.Mount(t, "tmpfs", filepath.Dir(file), "tmpfs", syscall.MS_RDONLY, "size=64k") }) // Hides the file.
			next.ServeHTTP(w, r)
		})
	})
	one := source(t, file, address)
	token, err := one.Token(t.Context())
	if err != nil || token.AccessToken == "" {
		t.Fatalf("got %v and %v, want the new token", token, err)
	}
	warnings := one.Warnings()
	if len(warnings) != 1 || warnings[0].Problem != auth.RefreshTokenNotSaved || warnings[0].Err == nil {
		t.Fatalf("got the warnings %v, want %q with its cause", warnings, auth.RefreshTokenNotSaved)
	}
	if err := syscall.Unmount(filepath.Dir(file), syscall.MNT_DETACH); err != nil {
		t.Fatal(err)
	}
	if _, err := one.Renew(t.Context(), token); err != nil {
		t.Errorf("the new refresh token was lost: %v", err)
	}
	if saved := readCredentials(t, file); saved.RefreshToken == old.RefreshToken {
		t.Error("the new refresh token is not in the file")
	}
}
