// Package clitest runs tests with Terraform and OpenTofu, whichever are installed.
package clitest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/testenv"
)

// CLI is Terraform or OpenTofu.
type CLI struct {
	// Name is the name of the command, "tofu" or "terraform".
	Name string
	path string
	// registry is the default host of a provider's address.
	registry string
}

// Each runs a test once with each CLI, in an environment without the user's credentials and
// settings. In the test, terraform-plugin-testing uses that CLI and the provider modulex/modulex.
//
// A CLI is found on PATH, or else in the project's folder bin. Without any CLI, [testenv.Missing]
// ends the test. With -short, Each skips the test, because a CLI takes half a second to plan.
func Each(t *testing.T, test func(t *testing.T, cli CLI)) {
	t.Helper()
	for _, cli := range installed(t) {
		t.Run(cli.Name, func(t *testing.T) { cli.run(t, test) })
	}
}

// Any is like Each, but runs the test with one CLI only. It is for tests of the provider for which
// the CLI makes no difference.
func Any(t *testing.T, test func(t *testing.T, cli CLI)) {
	t.Helper()
	installed(t)[0].run(t, test)
}

func (c CLI) run(t *testing.T, test func(t *testing.T, cli CLI)) {
	t.Helper()
	CleanEnv(t)
	t.Setenv("TF_ACC_TERRAFORM_PATH", c.path)
	t.Setenv("TF_ACC_PROVIDER_HOST", c.registry)
	t.Setenv("TF_ACC_PROVIDER_NAMESPACE", "modulex")
	t.Setenv("TF_CLI_CONFIG_FILE", writeFile(t, t.TempDir(), "empty.tfrc", ""))
	t.Setenv("TF_IN_AUTOMATION", "1")
	t.Setenv("CHECKPOINT_DISABLE", "1")
	test(t, c)
}

// installed returns the CLIs, of which there is at least one. It ends the test otherwise, and with
// -short.
func installed(t *testing.T) []CLI {
	t.Helper()
	if testing.Short() {
		t.Skip("-short starts no CLI")
	}
	var found []CLI
	for _, cli := range []CLI{
		{Name: "tofu", registry: "registry.opentofu.org"},
		{Name: "terraform", registry: "registry.terraform.io"},
	} {
		var err error
		if cli.path, err = Tool(t, cli.Name); err == nil {
			found = append(found, cli)
		}
	}
	if len(found) == 0 {
		testenv.Missing(t, "terraform or tofu", "make bin/tofu")
	}
	return found
}

// Tool returns the path of a command: from PATH, or else from the project's folder bin, where make
// installs tools.
func Tool(t *testing.T, name string) (string, error) {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return exec.LookPath(filepath.Join(Root(t), "bin", name))
}

// CleanEnv removes the user's credentials and settings from the environment, and sets a new home
// folder, until the test ends.
func CleanEnv(t *testing.T) {
	t.Helper()
	unsetenv(t, "HEROKU_", "MODULEX_", "TF_", "XDG_", "NETRC")
	home := t.TempDir()
	for _, name := range []string{"HOME", "USERPROFILE", "AppData"} {
		t.Setenv(name, home)
	}
}

// Netrc returns the path of the netrc file in the home folder.
func Netrc() string {
	name := ".netrc"
	if runtime.GOOS == "windows" {
		name = "_netrc"
	}
	return filepath.Join(os.Getenv("HOME"), name)
}

// Refused returns what the system says about a refused connection.
func Refused() string {
	if runtime.GOOS == "windows" {
		return "the target machine actively refused it"
	}
	return "connection refused"
}

// unsetenv removes the variables with any of the prefixes from the environment until the test ends.
func unsetenv(t *testing.T, prefixes ...string) {
	t.Helper()
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		for _, prefix := range prefixes {
			if strings.HasPrefix(name, prefix) {
				t.Setenv(name, "") // Restores the value at the end.
				if err := os.Unsetenv(name); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// Root returns the project's top folder.
func Root(t *testing.T) string {
	t.Helper()
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// root searches for the top folder from the working folder upwards. A test's working folder is the
// folder of its package.
func root() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no go.mod in or above %s", start)
		}
	}
}

func writeFile(t *testing.T, dir, name, content string) string {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
