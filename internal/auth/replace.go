package auth

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
)

// spareBytes is how much longer than the current content new credentials may be. Tokens have a few
// hundred bytes.
const spareBytes = 8 << 10

// replacement is a new credentials file. It is created, with room for its content, before a request
// spends the old refresh token. So a full disk, a read-only file system or missing permissions
// cause an error before the request.
type replacement struct {
	file string   // to be replaced
	size int64    // of the file
	next *os.File // next to it, or the file itself if its folder cannot hold another
}

// renewedFile and loginFile return the paths of a file's replacement during a renewal and during a
// login. The paths are fixed, so that the next run finds what a killed process left.
func renewedFile(file string) string { return file + ".new" }

func loginFile(file string) string { return file + ".login" }

// prepare makes a replacement, at the given path, of a file that the caller has locked. The caller
// must call commit or discard.
func prepare(file, path string) (*replacement, error) {
	old, err := os.Stat(file)
	exists := err == nil
	next, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // Beside the file that the user names.
	if err != nil && exists {
		// A file that is a mount point or in another user's folder can still be overwritten.
		if same, failed := os.OpenFile(file, os.O_RDWR|nonblocking, 0); failed == nil { //nolint:gosec // The user names it.
			next, err = same, nil
		}
	}
	if err != nil {
		return nil, err
	}
	r := &replacement{file: file, next: next}
	if exists {
		r.size = old.Size()
	}
	if r.inPlace() {
		err = reserve(next, r.size, spareBytes) // JSON may end with spaces.
	} else {
		if exists {
			keepOwner(next, old)
		}
		err = reserve(next, 0, r.size+spareBytes)
	}
	if err != nil {
		r.discard()
		return nil, err
	}
	return r, nil
}

func reserve(file *os.File, from, length int64) error {
	if _, err := file.WriteAt(bytes.Repeat([]byte(" "), int(length)), from); err != nil {
		return err
	}
	return file.Sync()
}

func (r *replacement) inPlace() bool { return r.next.Name() == r.file }

// commit replaces the file. Another process sees either the old content or the new one, unless the
// file can only be written in place.
func (r *replacement) commit(credentials Credentials) error {
	content, err := credentials.content()
	if err != nil {
		r.discard()
		return err
	}
	if err := errors.Join(write(r.next, content), r.next.Close()); err != nil || r.inPlace() {
		return err
	}
	failed := replaceFile(r.next.Name(), r.file)
	if failed == nil {
		return nil
	}
	// A file that is a mount point cannot be replaced (EBUSY).
	file, err := os.OpenFile(r.file, os.O_WRONLY|nonblocking, 0)
	if err != nil {
		return failed // The new file stays, and the next run recovers it.
	}
	if err := errors.Join(write(file, content), file.Close()); err != nil {
		return err
	}
	return os.Remove(r.next.Name())
}

// write writes the whole content of a file. It overwrites the old content before it truncates the
// rest, which needs no new room on the disk.
func write(file *os.File, content []byte) error {
	if _, err := file.WriteAt(content, 0); err != nil {
		return err
	}
	if err := file.Truncate(int64(len(content))); err != nil {
		return err
	}
	return file.Sync()
}

// discard removes a replacement that was not committed, or the room in the file.
func (r *replacement) discard() {
	if r.inPlace() {
		_ = r.next.Truncate(r.size)
	}
	_ = r.next.Close()
	if !r.inPlace() {
		_ = os.Remove(r.next.Name())
	}
}

// recoverReplacement finishes what a killed process left behind. A renewal's replacement with
// credentials in it has the newest refresh token, so it replaces the file. Any other is removed.
// The caller has locked the file.
func recoverReplacement(file string) error {
	if err := removeAll(loginFile(file)); err != nil {
		return err
	}
	next := renewedFile(file)
	if !succeeds(next, file) {
		return removeAll(next)
	}
	credentials, err := ReadCredentials(next)
	if err != nil {
		return removeAll(next)
	}
	opened, err := os.OpenFile(next, os.O_RDWR|nonblocking, 0) //nolint:gosec // Beside the file that the user names.
	if err != nil {
		return err
	}
	return (&replacement{file: file, next: opened}).commit(credentials)
}

// succeeds reports whether only a renewal of the file can have left the next file.
func succeeds(next, file string) bool {
	left, err := os.Lstat(next)
	old, failed := os.Stat(file)
	return err == nil && failed == nil && left.Mode().IsRegular() && sameOwner(left, old)
}

// removeAll removes the files that exist.
func removeAll(files ...string) error {
	for _, file := range files {
		if _, err := os.Lstat(file); errors.Is(err, fs.ErrNotExist) {
			continue // On a read-only file system, removing a missing file would fail.
		}
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
