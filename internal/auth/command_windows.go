package auth

import (
	"errors"
	"os/exec"
	"strconv"
)

// withChildren ends the command's children with it. Windows has no process groups that could be
// ended, and taskkill follows the tree of parents.
func withChildren(cmd *exec.Cmd) (end func()) {
	cmd.Cancel = func() error {
		pid := strconv.Itoa(cmd.Process.Pid)
		if err := exec.Command("taskkill", "/T", "/F", "/PID", pid).Run(); err != nil { //nolint:gosec,noctx // Its own child.
			return cmd.Process.Kill()
		}
		return nil
	}
	return func() {}
}

// interrupted reports whether Ctrl-C, which also reaches Terraform, ended the command.
func interrupted(err error) bool {
	const controlCExit = 0xC000013A // STATUS_CONTROL_C_EXIT
	exit, ok := errors.AsType[*exec.ExitError](err)
	return ok && uint32(exit.ExitCode()) == controlCExit //nolint:gosec // Exit codes have 32 bits.
}
