package auth

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"

	"github.com/bgentry/go-netrc/netrc"
)

// netrcFile returns the file that NETRC names, or else the one in the user's home folder.
func netrcFile() (string, error) {
	if file := os.Getenv("NETRC"); file != "" {
		return file, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	if runtime.GOOS == "windows" {
		return filepath.Join(home, "_netrc"), nil
	}
	return filepath.Join(home, ".netrc"), nil
}

// netrcPassword returns the password for exactly this host, and whether there is an entry for it. The default entry, for
// all hosts without one of their own, is not a token of Heroku's. The error does not hold the content of the file.
func netrcPassword(file, host string) (password string, found bool, err error) {
	content, err := readFile(file)
	if err != nil {
		return "", false, err
	}
	parsed, err := netrc.Parse(bytes.NewReader(content))
	if err != nil {
		return "", false, errors.New(file + " is not a netrc file")
	}
	machine := parsed.FindMachine(host)
	if machine == nil || machine.Name != host {
		return "", false, nil
	}
	return machine.Password, true, nil
}
