package clitest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"
)

// runLimit bounds one run of a CLI. waitDelay bounds how long the CLI takes to end after that.
const (
	runLimit  = 3 * time.Minute
	waitDelay = 10 * time.Second
)

// binaries is the folder into which the tests of one package build binaries.
var binaries string

// Main runs the tests of a package that uses workspaces. The package's TestMain calls it.
func Main(m *testing.M) {
	runCommand()
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

// environ is the environment before any test changes it. It determines where Go's caches are.
var environ = os.Environ()

// buildProvider builds the provider from the source.
var buildProvider = sync.OnceValue(func() error { return build(".") })

// build builds the command of a package, given by its folder in the project, into binaries.
func build(pkg string) error {
	if binaries == "" {
		return fmt.Errorf("the package's TestMain does not call clitest.Main")
	}
	top, err := root()
	if err != nil {
		return err
	}
	command := exec.CommandContext(context.Background(), "go", "build", "-C", top, "-o", binaries, pkg)
	command.Env = environ
	out, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("building %s: %w\n%s", pkg, err, out)
	}
	return nil
}

// Provider returns the path of the provider, built from the source.
func Provider(t *testing.T) string {
	t.Helper()
	if err := buildProvider(); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(binaries, "terraform-provider-modulex")
}

// Workspace is a folder with a configuration. A CLI uses there the provider built from the current
// source.
type Workspace struct {
	// Dir is the folder.
	Dir string
	// Env is added to the environment of each run.
	Env []string
	// Launcher is a command that runs the CLI, which it gets as its last arguments. By default, the
	// CLI runs without one.
	Launcher []string
	// Stdin and Attributes are for the process of each run, if they are set.
	Stdin      *os.File
	Attributes *syscall.SysProcAttr
	cli        CLI
	// config is the file with the CLI's configuration. overrides are its lines with the folders of
	// providers.
	config, overrides string
}

// Workspace returns a workspace with a copy of the given folder.
func (c CLI) Workspace(t *testing.T, source string, env ...string) *Workspace {
	t.Helper()
	if err := buildProvider(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(t.TempDir(), "overrides.tfrc")
	w := &Workspace{Dir: dir, Env: append(env, "TF_CLI_CONFIG_FILE="+config), cli: c, config: config}
	w.override(t, "modulex/modulex")
	return w
}

// StandIn builds the command of a package, given by its folder in the project. The CLI uses it as
// the provider with an address such as "heroku/heroku".
func (w *Workspace) StandIn(t *testing.T, address, pkg string) {
	t.Helper()
	if err := build(pkg); err != nil {
		t.Fatal(err)
	}
	w.override(t, address)
}

// override makes the CLI use a provider from binaries.
func (w *Workspace) override(t *testing.T, address string) {
	t.Helper()
	w.overrides += fmt.Sprintf("    \"%s/%s\" = %q\n", w.cli.registry, address, binaries)
	writeFile(t, filepath.Dir(w.config), filepath.Base(w.config), "provider_installation {\n  dev_overrides {\n"+w.overrides+"  }\n}\n")
}

// Run runs the CLI with the arguments and returns its stdout. A failure of the CLI ends the test.
func (w *Workspace) Run(t *testing.T, args ...string) string {
	t.Helper()
	stdout, stderr, err := w.Try(t, args...)
	if err != nil {
		t.Fatalf("%s %q: %v\n%s%s", w.cli.Name, args, err, stdout, stderr)
	}
	return stdout
}

// Try runs the CLI with the arguments and returns its output and any failure. After [runLimit], it
// interrupts the CLI as Ctrl-C does.
func (w *Workspace) Try(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	return w.Start(t, args...).Wait()
}

// Process is a running CLI.
type Process struct {
	cmd       *exec.Cmd
	cancel    context.CancelFunc
	out, errs bytes.Buffer
}

// Start starts the CLI like Try. The caller must call Wait.
func (w *Workspace) Start(t *testing.T, args ...string) *Process {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), runLimit)
	argv := slices.Concat(w.Launcher, []string{w.cli.path}, args)
	p := &Process{cmd: exec.CommandContext(ctx, argv[0], argv[1:]...), cancel: cancel}
	p.cmd.Dir, p.cmd.Env, p.cmd.SysProcAttr = w.Dir, append(os.Environ(), w.Env...), w.Attributes
	if w.Stdin != nil {
		p.cmd.Stdin = w.Stdin
	}
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.errs
	p.cmd.Cancel = func() error { return p.Signal(syscall.SIGINT) }
	p.cmd.WaitDelay = waitDelay
	if err := p.cmd.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	return p
}

// ID returns the id of the process.
func (p *Process) ID() int { return p.cmd.Process.Pid }

// Signal sends a signal to the CLI only, not to its children.
func (p *Process) Signal(signal os.Signal) error { return p.cmd.Process.Signal(signal) }

// Wait waits for the CLI and returns its output and any failure.
func (p *Process) Wait() (stdout, stderr string, err error) {
	defer p.cancel()
	err = p.cmd.Wait()
	return p.out.String(), p.errs.String(), err
}
