package clitest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"testing"
)

// Installing returns a workspace with a copy of the given folder. There, init installs providers as
// it does for users: from the implied mirror in the home folder, if it has the provider.
func (c CLI) Installing(t *testing.T, source string, env ...string) *Workspace {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	return &Workspace{Dir: dir, Env: env, cli: c}
}

// InstallStandIn builds the command of a package, given by its folder in the project. It installs
// the command in the implied mirror of a home folder, as version 5.0.0 of the provider with an
// address such as "heroku/heroku".
func InstallStandIn(t *testing.T, home, address, pkg string) {
	t.Helper()
	binary := Build(t, pkg)
	for _, registry := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		folder := filepath.Join(home, ".terraform.d", "plugins", registry, address, "5.0.0", runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(folder, 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.Link(binary, filepath.Join(folder, filepath.Base(binary))); err != nil {
			t.Fatal(err)
		}
	}
}

// Build builds the command of a package, given by its folder in the project, and returns the path
// of the binary.
func Build(t *testing.T, pkg string) string {
	t.Helper()
	if err := build(pkg); err != nil {
		t.Fatal(err)
	}
	name := path.Base(pkg)
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(binaries, name)
}

// Installed returns a workspace with one configuration file. There, init installs providers only
// from a filesystem mirror.
func (c CLI) Installed(t *testing.T, mirror, configuration string, env ...string) *Workspace {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, dir, "main.tf", configuration)
	config := writeFile(t, t.TempDir(), "mirror.tfrc", fromMirror(mirror))
	return &Workspace{Dir: dir, Env: append(env, "TF_CLI_CONFIG_FILE="+config), cli: c, config: config}
}

// ProviderFolder returns the folder of the provider modulex/modulex in a filesystem mirror for this
// CLI.
func (c CLI) ProviderFolder() string {
	return filepath.Join(c.registry, "modulex", "modulex")
}

// fromMirror returns a CLI configuration that installs providers only from a filesystem mirror.
func fromMirror(mirror string) string {
	return fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror)
}

// Shell runs shell commands in the workspace and returns their output. On PATH, terraform is the
// workspace's CLI, and the tools that make installs are there too.
func (w *Workspace) Shell(t *testing.T, commands string) (output string, err error) {
	t.Helper()
	tools := t.TempDir()
	if err := os.Symlink(w.cli.path, filepath.Join(tools, "terraform")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), runLimit)
	defer cancel()
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, "sh", "-ec", commands)
	list := string(os.PathListSeparator)
	cmd.Dir = w.Dir
	cmd.Env = append(append(os.Environ(), w.Env...), "PATH="+tools+list+filepath.Join(Root(t), "bin")+list+os.Getenv("PATH"))
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = waitDelay
	err = cmd.Run()
	return out.String(), err
}
