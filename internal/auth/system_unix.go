//go:build unix

package auth

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// nonblocking opens a named pipe without waiting for its other end.
const nonblocking = syscall.O_NONBLOCK

// replaceFile puts the new file in place of the old one, at once for all who open it, and for good if the power fails.
func replaceFile(next, file string) error {
	if err := os.Rename(next, file); err != nil {
		return err
	}
	if dir, err := os.Open(filepath.Dir(file)); err == nil {
		_ = dir.Sync() // Not all file systems can.
		_ = dir.Close()
	}
	return nil
}

// sameOwner reports whether one user has both files.
func sameOwner(a, b fs.FileInfo) bool {
	one, ok := a.Sys().(*syscall.Stat_t)
	other, too := b.Sys().(*syscall.Stat_t)
	return ok && too && one.Uid == other.Uid
}

// keepOwner gives a new file the owner of the old one. Only root can: without it, a run under sudo would lock the user
// out.
func keepOwner(next *os.File, old fs.FileInfo) {
	if owner, ok := old.Sys().(*syscall.Stat_t); ok && os.Geteuid() == 0 {
		_ = next.Chown(int(owner.Uid), int(owner.Gid))
	}
}
