package explain

import "syscall"

// The system's error numbers, which package syscall lacks
// (https://learn.microsoft.com/windows/win32/debug/system-error-codes).
const (
	errorWriteProtect     syscall.Errno = 19
	errorSharingViolation syscall.Errno = 32
	errorLockViolation    syscall.Errno = 33
	errorHandleDiskFull   syscall.Errno = 39
	errorDiskFull         syscall.Errno = 112
	errorQuotaExceeded    syscall.Errno = 1295
)

const inUse = "Close the program that has it open"

var rooms = map[syscall.Errno]string{
	errorHandleDiskFull:   fullDisk,
	errorDiskFull:         fullDisk,
	errorQuotaExceeded:    fullQuota,
	errorWriteProtect:     "Its disk is write-protected: use a credentials file on another one",
	errorSharingViolation: inUse,
	errorLockViolation:    inUse,
}
