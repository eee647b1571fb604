//go:build unix

package auth

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

const (
	// nonblocking opens a named pipe without waiting for its other end.
	nonblocking = syscall.O_NONBLOCK
	// locksBlockReads says that others can read a locked file.
	locksBlockReads = false
)

// replaceFile replaces the old file with the new one, atomically and durably.
func replaceFile(next, file string) error {
	if err := os.Rename(next, file); err != nil {
		return err
	}
	if dir, err := os.Open(filepath.Dir(file)); err == nil {
		_ = dir.Sync() // Not all file systems support it.
		_ = dir.Close()
	}
	return nil
}

// openToRead opens a file.
func openToRead(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDONLY|nonblocking, 0) //nolint:gosec // The user names it.
}

// sameOwner reports whether the same user owns both files.
func sameOwner(a, b fs.FileInfo) bool {
	one, ok := a.Sys().(*syscall.Stat_t)
	other, too := b.Sys().(*syscall.Stat_t)
	return ok && too && one.Uid == other.Uid
}

// keepOwner gives a new file the owner of the old one. Only root can: without it, a run under sudo
// would lock the user out.
func keepOwner(next *os.File, old fs.FileInfo) {
	if owner, ok := old.Sys().(*syscall.Stat_t); ok && os.Geteuid() == 0 {
		_ = next.Chown(int(owner.Uid), int(owner.Gid))
	}
}
