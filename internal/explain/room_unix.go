//go:build unix

package explain

import "syscall"

var rooms = map[syscall.Errno]string{
	syscall.ENOSPC: fullDisk,
	syscall.EDQUOT: fullQuota,
	syscall.EROFS:  "Its file system is read-only: mount it writable, or use a credentials file on another one",
	syscall.EBUSY:  "It is in use or is a mount point: mount its folder instead",
}
