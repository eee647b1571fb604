package auth

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/oauth2"
)

// file returns the source of a credentials file. It uses the access token in the file while that is
// good. It saves new tokens in the file, so that neither another process nor a later run sends a
// refresh token that was replaced.
func (c Config) file(origin Origin, file string) (*Source, error) {
	origin.File = expand(file)
	if file == "" {
		return nil, &Error{Origin: origin, Problem: ValueEmpty}
	}
	if _, err := ReadCredentials(origin.File); err != nil {
		return nil, withOrigin(err, origin)
	}
	source := NewSource(origin, nil, c.Logger)
	kept := &fileTokens{config: c, source: source}
	source.obtain = func(ctx context.Context, previous string) (*oauth2.Token, error) {
		token, err := kept.obtain(ctx, previous)
		return token, withOrigin(err, origin)
	}
	source.warnIfExposed()
	return source, nil
}

// withOrigin returns the error with the origin, if it is an [*Error].
func withOrigin(err error, origin Origin) error {
	if failed, ok := errors.AsType[*Error](err); ok {
		failed.Origin = origin
	}
	return err
}

// fileTokens are the tokens of a credentials file.
type fileTokens struct {
	config Config
	source *Source
	// replaced is a refresh token in the file for which the token endpoint returned newest, which
	// could not be saved.
	replaced, newest string
}

func (f *fileTokens) obtain(ctx context.Context, previous string) (*oauth2.Token, error) {
	file := target(f.source.origin.File)
	clearReplacement(file)
	credentials, err := ReadCredentials(file)
	if err != nil {
		return nil, err
	}
	if !credentials.good(previous) {
		if credentials, err = f.renew(ctx, file, previous); err != nil {
			return nil, err
		}
	}
	return &oauth2.Token{AccessToken: credentials.AccessToken, Expiry: credentials.ExpiresAt}, nil
}

// renew renews the tokens in the file, unless another process does so before the file is locked.
func (f *fileTokens) renew(ctx context.Context, file, previous string) (Credentials, error) {
	unlock, err := lock(ctx, file)
	if err != nil {
		return Credentials{}, err
	}
	defer unlock()
	if err := recoverReplacement(file); err != nil {
		return Credentials{}, &Error{Problem: FileNotWritable, Err: cause(err)}
	}
	credentials, err := ReadCredentials(file)
	if err != nil || credentials.good(previous) {
		return credentials, err
	}
	next, err := prepare(file, renewedFile(file))
	if err != nil {
		return Credentials{}, &Error{Problem: FileNotWritable, Err: cause(err)}
	}
	saved := false
	defer func() {
		if !saved {
			next.discard()
		}
	}()
	client := Client{ID: credentials.ClientID, Secret: credentials.ClientSecret, TokenURL: f.config.TokenURL}
	old := credentials.RefreshToken
	if old == f.replaced {
		credentials.RefreshToken = f.newest
	}
	_, err = f.config.refreshed(ctx, client, credentials.RefreshToken, func(token *oauth2.Token) {
		credentials.AccessToken, credentials.RefreshToken, credentials.ExpiresAt = token.AccessToken, token.RefreshToken, token.Expiry
		saved = true
		if err := next.commit(credentials); err != nil {
			f.notSaved(old, credentials.RefreshToken, err)
		}
	})
	return credentials, err
}

// notSaved keeps a refresh token in memory that could not be saved, and warns.
func (f *fileTokens) notSaved(old, newest string, err error) {
	problem := AccessTokenNotSaved
	if newest != old {
		problem = RefreshTokenNotSaved
		f.replaced, f.newest = old, newest
	}
	f.source.warn(&Error{Problem: problem, Err: cause(err)})
}

// clearReplacement recovers what a killed process left behind, unless another process holds the
// lock.
func clearReplacement(file string) {
	_, renewed := os.Lstat(renewedFile(file))
	_, login := os.Lstat(loginFile(file))
	if renewed != nil && login != nil {
		return
	}
	if held, err := tryLock(file); err == nil && held != nil {
		_ = recoverReplacement(file)
		_ = held.Close()
	}
}

// WriteCredentials writes a credentials file that only the user can read, and creates its folder if
// needed. Another process sees either the old file or all of the new one. The error is an [*Error],
// of the problem [FileInvalid] or [FileNotRegular] if something else is in its place, which stays.
func WriteCredentials(ctx context.Context, file string, credentials Credentials) error {
	return replaceCredentials(ctx, file, func(next *replacement) error { return next.commit(credentials) })
}

// CheckWritable returns the error that [WriteCredentials] would return, and writes nothing.
func CheckWritable(ctx context.Context, file string) error {
	return replaceCredentials(ctx, file, func(next *replacement) error {
		next.discard()
		return nil
	})
}

func replaceCredentials(ctx context.Context, file string, replace func(*replacement) error) error {
	file = target(file)
	if err := isReplaceable(file); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return notWritable(file, err)
	}
	unlock, err := lock(ctx, file)
	if err != nil {
		return err
	}
	defer unlock()
	next, err := (*replacement)(nil), removeAll(renewedFile(file), loginFile(file))
	if err == nil {
		next, err = prepare(file, loginFile(file))
	}
	if err != nil {
		return notWritable(file, err)
	}
	if err := replace(next); err != nil {
		return notWritable(file, err)
	}
	return nil
}

func notWritable(file string, err error) *Error {
	return &Error{Origin: fileOrigin(file), Problem: FileNotWritable, Err: cause(err)}
}

// RemoveCredentials removes a credentials file, with its lock and what a killed process left of it.
// A missing file is not an error. The error is an [*Error], of the problem [FileInvalid] or
// [FileNotRegular] if the file is not a credentials file. Such a file stays.
func RemoveCredentials(ctx context.Context, file string) error {
	file = target(file)
	if err := isReplaceable(file); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Dir(file)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	unlock, err := lock(ctx, file)
	if err != nil {
		return err
	}
	err = removeAll(renewedFile(file), loginFile(file), file)
	if err != nil && os.Truncate(file, 0) == nil {
		err = nil // A file that is a mount point cannot be removed.
	}
	// Before others can lock it: Windows does not remove a locked file.
	removed := os.Remove(lockFile(file))
	unlock()
	if err != nil {
		return notWritable(file, err)
	}
	if removed != nil && runtime.GOOS == "windows" {
		_ = os.Remove(lockFile(file)) // It fails while another process has the file open.
	}
	return nil
}

// target returns the file that a link leads to, which need not exist, so that the link stays and
// all processes lock the same file.
func target(file string) string {
	const maxLinks = 40 // As on Linux.
	for range maxLinks {
		next, err := os.Readlink(file)
		if err != nil {
			break
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(file), next)
		}
		file = next
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(file)); err == nil {
		return filepath.Join(dir, filepath.Base(file))
	}
	return file
}
