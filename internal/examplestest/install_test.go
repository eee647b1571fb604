package examplestest

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

// installedVersion is the version that the tests install.
const installedVersion = "0.1.0"

// install installs the provider, and the stand-in for heroku/heroku, in a new home folder.
func install(t *testing.T) (home string) {
	t.Helper()
	home = t.TempDir()
	clitest.InstallStandIn(t, home, "heroku/heroku", standIn)
	installScript(t, home, installedVersion)
	return home
}

// installScript runs scripts/install.sh for a user with the given home folder and returns its
// output.
func installScript(t *testing.T, home string, arguments ...string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the script needs a POSIX shell")
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(clitest.Root(t), "scripts", "install.sh"), arguments...) //nolint:gosec // The project's script.
	cmd.Env = append(os.Environ(), "HOME="+home, "GOBIN="+filepath.Join(home, "bin"))
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOENV"} { // These depend on HOME.
		value, err := exec.CommandContext(t.Context(), "go", "env", name).Output() //nolint:gosec // Names of variables.
		if err != nil {
			t.Fatal(err)
		}
		cmd.Env = append(cmd.Env, name+"="+strings.TrimSpace(string(value)))
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// An installation replaces any other version, and -uninstall removes it. Other providers stay.
func TestInstall(t *testing.T) {
	home := install(t)
	others := []string{"registry.opentofu.org/heroku/heroku", "registry.terraform.io/heroku/heroku"}
	if out := installScript(t, home, "9.9.9"); !strings.Contains(out, "to PATH") {
		t.Errorf("the output does not mention PATH:\n%s", out)
	}
	if got, want := providers(t, home), slices.Concat(others[:1], []string{"registry.opentofu.org/modulex/modulex 9.9.9"},
		others[1:], []string{"registry.terraform.io/modulex/modulex 9.9.9"}); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	command := exec.CommandContext(t.Context(), filepath.Join(home, "bin", "terraform-provider-modulex"), "-h") //nolint:gosec // The installed command.
	if out, err := command.CombinedOutput(); err != nil || !strings.Contains(string(out), "login") {
		t.Errorf("the command: %v\n%s", err, out)
	}

	installScript(t, home, "-uninstall")
	if got := providers(t, home); !slices.Equal(got, others) {
		t.Errorf("got %q, want %q", got, others)
	}
	if left, err := os.ReadDir(filepath.Join(home, "bin")); err != nil || len(left) > 0 {
		t.Errorf("%d commands remain, %v", len(left), err)
	}
}

// If the user's folders follow the XDG specification, nothing is installed in ~/.terraform.d: with
// that folder, OpenTofu would no longer read its configuration in XDG_CONFIG_HOME.
func TestInstall_xdg(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the CLIs search XDG folders only on Linux")
	}
	home := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	t.Setenv("XDG_DATA_HOME", filepath.Join(home, "data"))
	installScript(t, home, installedVersion)
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		t.Setenv("HOME", home)
		t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
		t.Setenv("XDG_DATA_HOME", filepath.Join(home, "data"))
		cli.Installing(t, filepath.Join(clitest.Root(t), "examples", "policy")).Run(t, "init", "-input=false")
	})
	if _, err := os.Stat(filepath.Join(home, ".terraform.d", "plugins")); err == nil {
		t.Error("the script created ~/.terraform.d/plugins")
	}

	installScript(t, home, "-uninstall")
	if left, err := os.ReadDir(filepath.Join(home, "data", "terraform", "plugins")); err != nil || len(left) > 0 {
		t.Errorf("%d registries remain, %v", len(left), err)
	}
}

// providers returns the addresses of the providers in a home folder, with the version of this one.
func providers(t *testing.T, home string) (found []string) {
	t.Helper()
	plugins := os.DirFS(filepath.Join(home, ".terraform.d", "plugins"))
	files, err := fs.Glob(plugins, "*/*/*/*/*/terraform-provider-*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		parts := strings.Split(file, "/")
		address := strings.Join(parts[:3], "/")
		if parts[1] == "modulex" {
			address += " " + parts[3]
		}
		found = append(found, address)
	}
	return found
}
