//go:build !unix

package main

import "os"

// peakOf returns false: this system does not report the peak memory of a process.
func peakOf(*os.ProcessState) (peak string, ok bool) { return "", false }
