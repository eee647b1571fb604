package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// binaryName is the file name that the CLIs expect.
const binaryName = "terraform-provider-modulex"

type cli struct{ name, path string }

// work is a command of a CLI to measure, in its own folder.
type work struct {
	dir  string
	env  []string
	args []string
}

// work creates a folder with a configuration. A CLI uses there the provider from one of the folders
// of prepare.
func (b *bench) work(provider, config string, env []string, args ...string) (*work, error) {
	dir, err := os.MkdirTemp(b.dir, "work-")
	if err != nil {
		return nil, err
	}
	overrides := ""
	for _, registry := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		overrides += fmt.Sprintf("    %q = %q\n", registry+"/modulex/modulex", filepath.Join(b.dir, provider))
		if b.peer != "" {
			overrides += fmt.Sprintf("    %q = %q\n", registry+"/hashicorp/http", filepath.Dir(b.peer))
		}
	}
	for name, content := range map[string]string{
		"main.tf":  config,
		"cli.tfrc": "provider_installation {\n  dev_overrides {\n" + overrides + "  }\n}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			return nil, err
		}
	}
	return &work{dir: dir, args: args, env: append([]string{
		"HOME=" + dir, "TF_CLI_CONFIG_FILE=" + filepath.Join(dir, "cli.tfrc"), "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1",
	}, env...)}, nil
}

// cost is the elapsed time and the processor time of a run, for the CLI and the provider together.
type cost struct{ wall, cpu time.Duration }

func (w *work) run(ctx context.Context, path string) (cost, error) {
	cmd := exec.CommandContext(ctx, path, w.args...)
	cmd.Dir, cmd.Env = w.dir, w.env
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		return cost{}, fmt.Errorf("%s %q: %w\n%s", filepath.Base(path), w.args, err, out)
	}
	wall := time.Since(start)
	return cost{wall, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}, nil
}

// peak runs the work and returns the peak memory of the program that BENCH_RUN names.
func (w *work) peak(ctx context.Context, path, measured string) (int, error) {
	file := filepath.Join(w.dir, "peak")
	if err := os.RemoveAll(file); err != nil {
		return 0, err
	}
	measuring := &work{dir: w.dir, args: w.args, env: append(slices.Clone(w.env), envRun+"="+measured, envPeak+"="+file)}
	if _, err := measuring.run(ctx, path); err != nil {
		return 0, err
	}
	return readPeak(file)
}

// inTurn alternates between both works, so that other load on the machine affects both equally. It
// returns the median of each, ignoring the first run.
func inTurn(ctx context.Context, path string, rounds int, one, other *work) (cost, cost, error) {
	costs := [2][]cost{}
	for range rounds + 1 {
		for i, work := range []*work{one, other} {
			cost, err := work.run(ctx, path)
			if err != nil {
				return cost, cost, err
			}
			costs[i] = append(costs[i], cost)
		}
	}
	return median(costs[0][1:]), median(costs[1][1:]), nil
}

func median(costs []cost) cost {
	middle := func(of func(cost) time.Duration) time.Duration {
		sorted := make([]time.Duration, len(costs))
		for i, cost := range costs {
			sorted[i] = of(cost)
		}
		slices.Sort(sorted)
		return sorted[len(sorted)/2]
	}
	return cost{middle(func(c cost) time.Duration { return c.wall }), middle(func(c cost) time.Duration { return c.cpu })}
}

// ratio returns the ratio of the elapsed times, and describes it together with the processor time.
func ratio(one, other cost) (float64, string) {
	wall, cpu := float64(one.wall)/float64(other.wall), float64(one.cpu)/float64(other.cpu)
	return wall, fmt.Sprintf("%.2f × (%s to %s; CPU time %.2f ×)", wall, milliseconds(one.wall), milliseconds(other.wall), cpu)
}

func milliseconds(span time.Duration) string { return fmt.Sprintf("%d ms", span.Milliseconds()) }

// heroku returns the environment variables for a mock at the address.
func heroku(address string) []string {
	return []string{"HEROKU_API_URL=" + address, "HEROKU_API_KEY=" + herokutest.Token}
}
