//go:build !unix

package main

import "os"

// peakOf returns false: this system does not report the peak memory of a process.
func peakOf(*os.ProcessState) (peak int64, ok bool) { return 0, false }
