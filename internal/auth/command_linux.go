package auth

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// marked returns the processes of this process group with the mark in their environment. A daemon
// has left the group.
func marked(mark string) (pids []int) {
	files, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		return nil
	}
	for _, file := range files {
		environment, err := os.ReadFile(file) //nolint:gosec // A file of the system.
		if err != nil || !bytes.Contains(environment, []byte(mark)) {
			continue // It has ended, belongs to another user, or does not have the mark.
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil {
			continue
		}
		if group, err := syscall.Getpgid(pid); err == nil && group == syscall.Getpgrp() {
			pids = append(pids, pid)
		}
	}
	return pids
}
