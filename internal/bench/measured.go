package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// With these variables, the command runs another program and measures its peak memory. The system
// includes the memory from before the exec, when the process is a copy of its parent. So the parent
// must be small, as this command is.
const (
	envRun  = "BENCH_RUN"  // the program to run
	envPeak = "BENCH_PEAK" // the file to which to append the peak memory, in bytes
)

// runMeasured runs the program that BENCH_RUN names and returns its exit code.
func runMeasured(ctx context.Context) int {
	cmd := exec.CommandContext(ctx, os.Getenv(envRun), os.Args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	peak, ok := peakOf(cmd.ProcessState)
	file, err := os.OpenFile(os.Getenv(envPeak), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil || !ok {
		fmt.Fprintln(os.Stderr, "cannot measure the memory:", err)
		return 1
	}
	defer file.Close()
	fmt.Fprintln(file, peak)
	return cmd.ProcessState.ExitCode()
}

// readPeak returns the largest peak in a file that runMeasured wrote, in bytes.
func readPeak(name string) (peak int, err error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(data)) {
		bytes, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			return 0, err
		}
		peak = max(peak, bytes)
	}
	return peak, nil
}
