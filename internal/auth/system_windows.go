package auth

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"
)

const (
	// nonblocking does nothing here: named pipes are not in the file system.
	nonblocking = 0
	// locksBlockReads says that others cannot read a locked file, nor can another handle of this
	// process.
	locksBlockReads = true
	// errSharingViolation is ERROR_SHARING_VIOLATION.
	errSharingViolation = syscall.Errno(32)
)

// replaceFile replaces the old file with the new one. os.Rename is MoveFileEx with
// MOVEFILE_REPLACE_EXISTING, which fails while another process has the old file open, as it is here
// without FILE_SHARE_DELETE. Most programs keep it open for milliseconds. If a program keeps it open
// longer, the caller writes into the file, which FILE_SHARE_WRITE allows. It also fails for a file
// with the read-only attribute, which, as on Unix, does not protect a file from being replaced.
func replaceFile(next, file string) error {
	_ = os.Chmod(file, 0o600)
	return whileInUse(func() error { return os.Rename(next, file) })
}

// openToRead opens a file. This fails for a moment while another process replaces the file, and
// while a program, such as a virus scanner, has it open for itself.
func openToRead(name string) (file *os.File, err error) {
	err = whileInUse(func() error {
		file, err = os.Open(name) //nolint:gosec // The user names it.
		return err
	})
	return file, err
}

// whileInUse repeats an operation on a file for up to 0.2 s while another process uses the file.
func whileInUse(operation func() error) error {
	const tries, pause = 20, 10 * time.Millisecond
	err := operation()
	for range tries {
		if !errors.Is(err, errSharingViolation) && !errors.Is(err, fs.ErrPermission) {
			break
		}
		time.Sleep(pause)
		err = operation()
	}
	return err
}

// keepOwner does nothing here: a new file inherits the access control list of its folder.
func keepOwner(*os.File, fs.FileInfo) {}

// sameOwner is always true here: the folder's access control list says who can make files in it.
func sameOwner(_, _ fs.FileInfo) bool { return true }
