//go:build unix

package auth

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// withChildren ends the command's children with it.
//
// Without a controlling terminal, as in CI, the command gets its own process group, which is killed
// as a whole. In a terminal it must stay in Terraform's group: the system stops a background
// group that reads a password from the terminal. There, the terminal sends Ctrl-C to the children.
// If the signal goes only to Terraform, Linux still shows which processes descend from the
// command; elsewhere only the command ends.
func withChildren(cmd *exec.Cmd) {
	if terminal, err := os.OpenFile("/dev/tty", os.O_RDWR|syscall.O_NOCTTY, 0); err == nil {
		_ = terminal.Close()
		cmd.Cancel = func() error {
			for _, pid := range descendants(cmd.Process.Pid) {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
			return cmd.Process.Kill()
		}
		return
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// interrupted reports whether a signal that also ends Terraform ended the command, or the command
// of a shell.
func interrupted(err error) bool {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	if !ok {
		return false
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if status.Signaled() && status.Signal() == signal || status.ExitStatus() == 128+int(signal) {
			return true
		}
	}
	return false
}
