//go:build unix

package main

import (
	"fmt"
	"os"
	"syscall"
)

// peakOf returns the peak memory of a process in the system's unit, which is kilobytes on Linux.
func peakOf(ended *os.ProcessState) (peak string, ok bool) {
	usage, ok := ended.SysUsage().(*syscall.Rusage)
	if !ok {
		return "", false
	}
	return fmt.Sprint(usage.Maxrss), true
}
