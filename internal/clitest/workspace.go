package clitest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// runLimit bounds one run of a CLI.
const runLimit = 3 * time.Minute

// binaries is where the provider is built, for the tests of one package.
var binaries string

// Main runs the tests of a package that uses workspaces. It is called by the package's TestMain.
func Main(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	if binaries, err = os.MkdirTemp("", "modulex-test-"); err != nil {
		return 0, err
	}
	defer os.RemoveAll(binaries)
	return m.Run(), nil
}

// environ is the environment before any test has changed it: where Go's caches are depends on it.
var environ = os.Environ()

// buildProvider builds the provider from the source.
var buildProvider = sync.OnceValue(func() error {
	if binaries == "" {
		return fmt.Errorf("the package's TestMain does not call clitest.Main")
	}
	top, err := root()
	if err != nil {
		return err
	}
	build := exec.Command("go", "build", "-C", top, "-o", binaries, ".")
	build.Env = environ
	out, err := build.CombinedOutput()
	if err != nil {
		return fmt.Errorf("building the provider: %w\n%s", err, out)
	}
	return nil
})

// Workspace is a folder with a configuration, where a CLI uses the provider as its source is now.
type Workspace struct {
	// Dir is the folder.
	Dir string
	// Env is added to the environment of each run.
	Env []string
	cli CLI
}

// Workspace makes a workspace of a copy of the given folder.
func (c CLI) Workspace(t *testing.T, source string, env ...string) *Workspace {
	t.Helper()
	if err := buildProvider(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	config := writeFile(t, t.TempDir(), "overrides.tfrc", fmt.Sprintf(
		"provider_installation {\n  dev_overrides {\n    \"%s/modulex/modulex\" = %q\n  }\n}\n", c.registry, binaries))
	return &Workspace{Dir: dir, Env: append(env, "TF_CLI_CONFIG_FILE="+config), cli: c}
}

// Run runs the CLI with the arguments, and returns what it wrote to stdout. Any failure fails the test.
func (w *Workspace) Run(t *testing.T, args ...string) string {
	t.Helper()
	stdout, stderr, err := w.Try(t, args...)
	if err != nil {
		t.Fatalf("%s %q: %v\n%s%s", w.cli.Name, args, err, stdout, stderr)
	}
	return stdout
}

// Try runs the CLI with the arguments, and returns what it wrote and how it ended. It is interrupted, as by Ctrl-C,
// when it takes too long.
func (w *Workspace) Try(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), runLimit)
	defer cancel()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, w.cli.path, args...)
	cmd.Dir, cmd.Env = w.Dir, append(os.Environ(), w.Env...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = 10 * time.Second
	err = cmd.Run()
	return out.String(), errs.String(), err
}
