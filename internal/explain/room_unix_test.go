//go:build unix

package explain

import "syscall"

// roomReasons are parts of the remedies in rooms.
var roomReasons = map[syscall.Errno]string{
	syscall.ENOSPC: "Free some space on its disk",
	syscall.EDQUOT: "quota",
	syscall.EROFS:  "mount it writable",
	syscall.EBUSY:  "mount its folder",
}
