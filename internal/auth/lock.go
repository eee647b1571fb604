package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

const (
	// lockRetry is the delay between two tries to lock a file.
	lockRetry = 50 * time.Millisecond
	// maxHolderBytes bounds what is read of a lock file.
	maxHolderBytes = 200
)

// lockTimeout bounds the wait for another process, which holds the lock during one refresh. It is a
// variable for the tests.
var lockTimeout = tokenTimeout + 10*time.Second

// flockFile locks an open file. It is a variable for the tests, which have no file system without
// locks.
var flockFile = (*flock.Flock).TryLock

func lockFile(file string) string { return file + ".lock" }

// lock waits until no other process changes the file. The lock is a separate file, since the
// credentials file is replaced as a whole. If the folder cannot hold another file, lock locks the
// credentials file itself, which is then not replaced; on Windows, it fails. The error is the
// context's or an [*Error].
func lock(ctx context.Context, file string) (unlock func(), err error) {
	limit := time.Now().Add(lockTimeout)
	for {
		held, err := tryLock(file)
		switch {
		case err != nil:
			return nil, lockError(file, err)
		case held != nil:
			return func() { _ = held.Close() }, nil
		case time.Now().After(limit):
			return nil, &Error{Origin: fileOrigin(file), Problem: FileLocked, Detail: fmt.Sprintf("%s held it for %s", holder(file), lockTimeout)}
		}
		select {
		case <-time.After(lockRetry):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// tryLock returns the lock, or nil if another process has it.
func tryLock(file string) (*flock.Flock, error) {
	name, flag := lockFile(file), os.O_RDWR|os.O_CREATE|nonblocking
	if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) && !locksBlockReads && !creatable(name) && writable(file) {
		name, flag = file, os.O_RDWR|nonblocking
	}
	held := flock.New(name, flock.SetPermissions(0o600), flock.SetFlag(flag))
	locked, err := flockFile(held)
	if err != nil || !locked {
		_ = held.Close()
		return nil, err
	}
	// A logout may have removed the lock file between its opening and its locking.
	mine, err := held.Stat()
	present, failed := os.Stat(name)
	if err != nil || failed != nil || !os.SameFile(mine, present) {
		_ = held.Close()
		return nil, nil //nolint:nilnil,nilerr // The process that removed it still holds it.
	}
	if name != file {
		sign(name)
	}
	return held, nil
}

// sign writes the lock's holder into the lock file, for the error messages of other processes.
func sign(name string) {
	host, _ := os.Hostname()
	text := fmt.Sprintf("process %d on %s since %s\n", os.Getpid(), host, time.Now().UTC().Format(time.RFC3339))
	_ = os.WriteFile(name, []byte(text), 0o600)
}

// holder returns who holds the lock, as far as that is known: Windows does not let others read a
// locked file.
func holder(file string) string {
	lock, err := openRegular(lockFile(file))
	if err != nil {
		return unknownHolder
	}
	defer lock.Close()
	text := make([]byte, maxHolderBytes)
	n, _ := lock.Read(text)
	return cmp.Or(redact.Text(strings.TrimSpace(string(text[:n]))), unknownHolder)
}

const unknownHolder = "an unknown process"

func lockError(file string, err error) *Error {
	failed := &Error{Origin: fileOrigin(file), Problem: FileNotWritable, Err: cause(err)}
	_, missing := os.Lstat(lockFile(file))
	switch {
	case errors.Is(err, syscall.ENOLCK) || errors.Is(err, syscall.ENOSYS) || errors.Is(err, errors.ErrUnsupported):
		failed.Problem = LockUnsupported
	case errors.Is(err, fs.ErrPermission) && missing == nil:
		failed.Problem = LockDenied
	}
	return failed
}

// creatable reports whether a missing file can be created.
func creatable(name string) bool {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // Beside the file that the user names.
	if err == nil {
		_ = file.Close()
	}
	return err == nil
}

func writable(name string) bool {
	file, err := os.OpenFile(name, os.O_RDWR|nonblocking, 0) //nolint:gosec // The user names it.
	if err == nil {
		_ = file.Close()
	}
	return err == nil
}

func fileOrigin(file string) Origin { return Origin{Method: MethodFile, File: file} }
