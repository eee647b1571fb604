package auth

import (
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

// interrupted is always false here: no exit code distinguishes Ctrl-C.
func interrupted(error) bool { return false }
