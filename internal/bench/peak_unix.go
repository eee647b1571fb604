//go:build unix

package main

import (
	"fmt"
	"os"
	"syscall"
)

// peakOf returns the most memory that a process had, in the system's unit: kilobytes on Linux.
func peakOf(ended *os.ProcessState) (peak string, ok bool) {
	usage, ok := ended.SysUsage().(*syscall.Rusage)
	if !ok {
		return "", false
	}
	return fmt.Sprint(usage.Maxrss), true
}
