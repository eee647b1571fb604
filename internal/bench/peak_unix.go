//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peakOf returns the peak memory of a process that has ended, in bytes.
func peakOf(ended *os.ProcessState) (peak int64, ok bool) {
	usage, ok := ended.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0, false
	}
	if runtime.GOOS == "darwin" {
		return int64(usage.Maxrss), true //nolint:unconvert // The type depends on the system.
	}
	return int64(usage.Maxrss) * 1024, true //nolint:unconvert // The type depends on the system.
}
