// Command bench compares the provider's cost with the cost of Terraform and OpenTofu themselves,
// and prints a table of goals and results. It runs in the project's top folder, with tofu and
// terraform from PATH or from bin. If PEER names a binary of terraform-provider-http, the
// comparison includes it.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

func main() {
	if os.Getenv(envRun) != "" {
		os.Exit(runMeasured(context.Background()))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, full, installed(), os.Stdout)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// size is the size of the measurements.
type size struct {
	small, large           int           // apps
	filtered               int           // apps of the small inventory that a filter keeps
	rounds, largeRounds    int           // plans
	blocks                 int           // data blocks in one plan
	pages                  int           // in an inventory with slow responses
	delay                  time.Duration // of each slow response
	benchmarkFrom, through int           // apps
}

var full = size{
	small: 10_000, large: 100_000, filtered: 10, rounds: 11, largeRounds: 5, blocks: 100,
	pages: 10, delay: 300 * time.Millisecond, benchmarkFrom: 1000, through: 100_000,
}

// row is one line of the table.
type row struct {
	work, goal, result string
	holds              bool
}

// run measures and prints the rows of the table one by one.
func run(ctx context.Context, size size, clis []cli, out io.Writer) error {
	if len(clis) == 0 {
		return errors.New("neither tofu nor terraform is on PATH or in bin; run make bin/tofu")
	}
	dir, err := os.MkdirTemp("", "modulex-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{size: size, dir: dir, peer: os.Getenv("PEER"), clis: clis}
	if err := b.prepare(ctx); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s\n\n| work | goal | result | holds |\n|---|---|---|---|\n", b.machine(ctx))
	for _, measure := range []func(context.Context) ([]row, error){
		b.smallPlans, b.largePlans, b.peaks, b.perApp, b.slowPages, b.wire, b.manyBlocks, b.startUp, b.filteredPlan, b.peerPlan,
	} {
		rows, err := measure(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			holds := "**no**"
			if row.holds {
				holds = "yes"
			}
			fmt.Fprintf(out, "| %s | %s | %s | %s |\n", row.work, row.goal, row.result, holds)
		}
	}
	return nil
}

// bench holds what all measurements share.
type bench struct {
	size size
	dir  string // for all files
	peer string // path of a terraform-provider-http, or empty
	clis []cli
}

// prepare builds the providers.
func (b *bench) prepare(ctx context.Context) error {
	for folder, source := range map[string]string{"provider": ".", "floor": "./internal/bench/floor"} {
		binary := filepath.Join(b.dir, folder, binaryName)
		if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, source).CombinedOutput(); err != nil {
			return fmt.Errorf("building %s: %w\n%s", source, err, out)
		}
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Join(b.dir, "measured"), 0o700); err != nil {
		return err
	}
	return os.Symlink(self, filepath.Join(b.dir, "measured", binaryName))
}

// installed returns each CLI that is on PATH, or else in the folder bin.
func installed() []cli {
	var found []cli
	for _, name := range []string{"tofu", "terraform"} {
		path, err := exec.LookPath(name)
		if err != nil {
			path, err = exec.LookPath(filepath.Join("bin", name))
		}
		if path, absErr := filepath.Abs(path); err == nil && absErr == nil {
			found = append(found, cli{name, path})
		}
	}
	return found
}

// machine describes the machine that runs the measurements in one line.
func (b *bench) machine(ctx context.Context) string {
	parts := []string{fmt.Sprintf("%d cores, %s, %s/%s, %s", runtime.NumCPU(), system(), runtime.GOOS, runtime.GOARCH, runtime.Version())}
	for _, cli := range b.clis {
		cmd := exec.CommandContext(ctx, cli.path, "version")
		cmd.Env = []string{"CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE=" + os.DevNull}
		out, err := cmd.Output()
		if version, _, _ := strings.Cut(string(out), "\n"); err == nil {
			parts = append(parts, version)
		}
	}
	return strings.Join(parts, ", ")
}

// system returns the name of the Linux distribution, or else GOOS.
func system() string {
	file, err := os.Open("/etc/os-release")
	if err != nil {
		return runtime.GOOS
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if name, ok := strings.CutPrefix(lines.Text(), "PRETTY_NAME="); ok {
			return strings.Trim(name, `"`)
		}
	}
	return runtime.GOOS
}
