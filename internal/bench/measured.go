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

// With these variables the command stands in for another one: it runs the first, and adds a line to
// the file that the second names, with the most memory that the process had, in kilobytes. (The
// system counts what a process had before it became the program, as a copy of the one that started
// it. So that has to be small, as this one is then.)
const (
	envRun  = "BENCH_RUN"
	envPeak = "BENCH_PEAK"
)

// runMeasured runs the command in the place of this process, and returns its exit code.
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
		fmt.Fprintln(os.Stderr, "no measure of the memory:", err)
		return 1
	}
	defer file.Close()
	fmt.Fprintln(file, peak)
	return cmd.ProcessState.ExitCode()
}

// readPeak returns the largest number of a file that runMeasured wrote, in bytes.
func readPeak(name string) (peak int, err error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(data)) {
		kilobytes, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			return 0, err
		}
		peak = max(peak, kilobytes*1024)
	}
	return peak, nil
}
