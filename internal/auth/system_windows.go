package auth

import (
	"io/fs"
	"os"
	"time"
)

// nonblocking does nothing here: named pipes are not in the file system.
const nonblocking = 0

// replaceFile replaces the old file with the new one. os.Rename is MoveFileEx with
// MOVEFILE_REPLACE_EXISTING, which fails while another process has the old file open without
// FILE_SHARE_DELETE, as Go's os.Open and most programs do. They keep it open for milliseconds. If a
// program keeps it open longer, the caller writes into the file, which FILE_SHARE_WRITE allows.
func replaceFile(next, file string) error {
	const tries, pause = 20, 10 * time.Millisecond
	err := os.Rename(next, file)
	for range tries {
		if err == nil {
			return nil
		}
		time.Sleep(pause)
		err = os.Rename(next, file)
	}
	return err
}

// keepOwner does nothing here: a new file inherits the access control list of its folder.
func keepOwner(*os.File, fs.FileInfo) {}

// sameOwner is always true here: the folder's access control list says who can make files in it.
func sameOwner(_, _ fs.FileInfo) bool { return true }
