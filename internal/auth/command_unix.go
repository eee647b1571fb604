//go:build unix

package auth

import (
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// markVariable is the environment variable that marks a command in a terminal and its children.
const markVariable = "MODULEX_TOKEN_COMMAND"

// withChildren ends the command's children with it. The caller must call end if a signal has ended
// the command.
//
// Without a controlling terminal, as in CI, the command gets a process group of its own, which is
// killed as a whole. In a terminal, it must stay in Terraform's group: the system stops a background
// group that reads a password from the terminal. There, the terminal sends Ctrl-C to the children,
// but shells start background processes that ignore it. Linux shows which processes have inherited
// the command's environment, even if the command itself is gone. On other systems, only the command
// ends.
func withChildren(cmd *exec.Cmd) (end func()) {
	terminal, err := os.OpenFile("/dev/tty", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
		return func() {}
	}
	_ = terminal.Close()
	mark := markVariable + "=" + rand.Text()
	cmd.Env = append(cmd.Env, mark)
	end = func() {
		const generations = 10 // Of processes that start another one meanwhile.
		for range generations {
			pids := marked(mark)
			if len(pids) == 0 {
				return
			}
			for _, pid := range pids {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
	}
	cmd.Cancel = func() error {
		end()
		return cmd.Process.Kill()
	}
	return end
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
