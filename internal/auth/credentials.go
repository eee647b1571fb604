package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

const (
	// maxFileBytes bounds a credentials file and a netrc file.
	maxFileBytes = 1 << 20
	// lockRetry is how often a lock that another process has is asked for.
	lockRetry = 50 * time.Millisecond
	// lockTimeout bounds the wait for it. Another process holds it for one refresh.
	lockTimeout = tokenTimeout + 10*time.Second
)

// Credentials are what a sign-in leaves in the credentials file for later runs.
type Credentials struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	RefreshToken string `json:"refresh_token"`
	// AccessToken is the newest access token, so that not each run needs one of its own. It may be empty.
	AccessToken string `json:"access_token,omitempty"`
	// ExpiresAt is when the access token expires, or zero if it does not.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	// Scope is the OAuth scope that was asked for.
	Scope string `json:"scope,omitempty"`
}

// DefaultCredentialsFile returns where credentials are kept when nothing else is said: in the user's folder for
// configuration.
func DefaultCredentialsFile() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "terraform-provider-modulex", "heroku.json"), nil
}

// ReadCredentials reads a credentials file. The error is a [*fs.PathError] if it cannot be read, or says what is wrong
// with it, without its content.
func ReadCredentials(file string) (Credentials, error) {
	var credentials Credentials
	content, err := readFile(file)
	if err != nil {
		return Credentials{}, err
	}
	if json.Unmarshal(content, &credentials) != nil {
		return Credentials{}, fmt.Errorf("%s is not a credentials file: it is not JSON of the form that login writes", file)
	}
	for _, member := range []struct {
		name     string
		value    *string
		optional bool
	}{
		{"client_id", &credentials.ClientID, false},
		{"client_secret", &credentials.ClientSecret, false},
		{"refresh_token", &credentials.RefreshToken, false},
		{"access_token", &credentials.AccessToken, true},
	} {
		if *member.value, err = clean(*member.value); err != nil && (!member.optional || !errors.Is(err, ErrEmpty)) {
			return Credentials{}, fmt.Errorf("%s has no usable %s: %w", file, member.name, err)
		}
	}
	return credentials, nil
}

// readFile reads a file of a bounded size.
func readFile(name string) ([]byte, error) {
	file, err := os.Open(name) //nolint:gosec // The user names it.
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxFileBytes+1))
	if err == nil && len(content) > maxFileBytes {
		err = fmt.Errorf("%s is larger than %d KiB", name, maxFileBytes>>10)
	}
	return content, err
}

// WriteCredentials writes a credentials file that only the user can read, and its folder where there is none. Another
// process sees either the file as it was or all of the new one.
func WriteCredentials(ctx context.Context, file string, credentials Credentials) error {
	file = target(file)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	unlock, err := lock(ctx, file)
	if err != nil {
		return err
	}
	defer unlock()
	return replaceCredentials(file, credentials)
}

// RemoveCredentials removes a credentials file. It is no error if there is none.
func RemoveCredentials(ctx context.Context, file string) error {
	file = target(file)
	unlock, err := lock(ctx, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer unlock()
	if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// target returns the file that a link leads to, so that the link stays and all lock the same file.
func target(file string) string {
	if target, err := filepath.EvalSymlinks(file); err == nil {
		return target
	}
	return file
}

// lock waits until no other process changes the file. The lock is a file of its own, since the credentials file is
// replaced as a whole.
func lock(ctx context.Context, file string) (unlock func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, lockTimeout)
	defer cancel()
	held := flock.New(file+".lock", flock.SetPermissions(0o600))
	if _, err := held.TryLockContext(ctx, lockRetry); err != nil {
		return nil, fmt.Errorf("locking %s: %w", file, err)
	}
	return func() { _ = held.Unlock() }, nil
}

// replaceCredentials puts a new file in the place of the one that the caller has locked.
func replaceCredentials(file string, credentials Credentials) (err error) {
	content, err := json.MarshalIndent(credentials, "", "  ") //nolint:gosec // That is what the file is for.
	if err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*") // With the mode 0600.
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(next.Name())
		}
	}()
	_, err = next.Write(append(content, '\n'))
	if err = errors.Join(err, next.Sync(), next.Close()); err != nil {
		return err
	}
	return os.Rename(next.Name(), file)
}
