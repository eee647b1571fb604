package cli

import (
	"os/exec"
	"runtime"
	"slices"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
)

// openBrowser opens an address in the person's browser, and reports whether there is a program for
// that. The browser receives none of the environment's secrets, since it keeps running, and no
// terminal, so that Ctrl-C does not end it and no text browser takes over the terminal.
func openBrowser(address string) bool {
	for _, opener := range openers() {
		path, err := exec.LookPath(opener[0])
		if err != nil {
			continue
		}
		cmd := exec.Command(path, append(slices.Clone(opener[1:]), address)...) //nolint:gosec,noctx // It outlives the command.
		cmd.Env = auth.Environment()
		cmd.SysProcAttr = detached
		if cmd.Start() == nil {
			go func() { _ = cmd.Wait() }()
			return true
		}
	}
	return false
}

// openers returns the programs that open an address, with their arguments before it.
func openers() [][]string {
	switch runtime.GOOS {
	case "darwin":
		return [][]string{{"open"}}
	case "windows":
		return [][]string{{"rundll32", "url.dll,FileProtocolHandler"}}
	default:
		return [][]string{{"xdg-open"}, {"x-www-browser"}, {"wslview"}}
	}
}
