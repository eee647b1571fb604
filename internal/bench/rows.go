package main

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// The configurations of the plans.
const (
	requires = "terraform {\n  required_providers {\n    modulex = { source = \"modulex/modulex\" }\n  }\n}\n"
	noData   = requires + "provider \"modulex\" {}\n"
	allApps  = requires + "data \"modulex_heroku_apps\" \"all\" {}\n"
)

// mock serves this many apps until stop is called. Each response starts after the delay.
func mock(apps int, delay time.Duration) (ready *herokutest.Ready, address string, stop func()) {
	ready = herokutest.NewReady(herokutest.Apps(apps), delay)
	server := httptest.NewServer(ready)
	return ready, server.URL, server.Close
}

func (b *bench) smallPlans(ctx context.Context) ([]row, error) {
	return b.plans(ctx, b.size.small, b.size.rounds, 1.3)
}

func (b *bench) largePlans(ctx context.Context) ([]row, error) {
	return b.plans(ctx, b.size.large, b.size.largeRounds, 1.35)
}

// plans plans an inventory with the provider and with the floor.
func (b *bench) plans(ctx context.Context, apps, rounds int, goal float64) (rows []row, err error) {
	_, address, stop := mock(apps, 0)
	defer stop()
	reader, err := newReader(ctx, address)
	if err != nil {
		return nil, err
	}
	state, err := reader.read(ctx, nil)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(b.dir, fmt.Sprintf("state-%d", apps))
	if err := os.WriteFile(file, state, 0o600); err != nil {
		return nil, err
	}
	provider, err := b.work("provider", allApps, heroku(address), "plan", "-input=false")
	if err != nil {
		return nil, err
	}
	floor, err := b.work("floor", allApps, []string{"FLOOR_STATE=" + file}, "plan", "-input=false")
	if err != nil {
		return nil, err
	}
	for _, cli := range b.clis {
		ours, least, err := inTurn(ctx, cli.path, rounds, provider, floor)
		if err != nil {
			return nil, err
		}
		times, result := ratio(ours, least)
		rows = append(rows, row{
			fmt.Sprintf("`%s plan`, %d apps, against the floor", cli.name, apps), fmt.Sprintf("at most %.2f ×", goal), result, times <= goal,
		})
	}
	return rows, nil
}

// peaks measures the peak memory of the provider's process in a plan.
func (b *bench) peaks(ctx context.Context) (rows []row, err error) {
	for _, test := range []struct{ apps, goal int }{{b.size.small, 90}, {b.size.large, 600}} {
		peak, err := func() (int, error) {
			_, address, stop := mock(test.apps, 0)
			defer stop()
			plan, err := b.work("measured", allApps, heroku(address), "plan", "-input=false")
			if err != nil {
				return 0, err
			}
			most := 0
			for range 3 {
				peak, err := plan.peak(ctx, b.clis[0].path, filepath.Join(b.dir, "provider", binaryName))
				if err != nil {
					return 0, err
				}
				most = max(most, peak)
			}
			return most / 1_000_000, nil
		}()
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{
			fmt.Sprintf("peak memory of the provider's process, %d apps", test.apps),
			fmt.Sprintf("at most %d MB", test.goal), fmt.Sprintf("%d MB", peak), peak <= test.goal,
		})
	}
	return rows, nil
}

// perApp compares the cost of each further app in a large inventory and in a small one, without the
// fixed cost of a read.
func (b *bench) perApp(ctx context.Context) ([]row, error) {
	from, through := b.size.benchmarkFrom, b.size.through
	sizes := []int{from, from * 10, through}
	var results [3]testing.BenchmarkResult
	for range 3 { // The fastest of three is the least disturbed.
		for i, apps := range sizes {
			result := testing.Benchmark(benchmarkRead(ctx, apps))
			if result.N == 0 {
				return nil, fmt.Errorf("reading %d apps failed", apps)
			}
			if results[i].N == 0 || result.NsPerOp() < results[i].NsPerOp() {
				results[i] = result
			}
		}
	}
	more := func(of func(testing.BenchmarkResult) int64, i int) float64 {
		return float64(of(results[i])-of(results[i-1])) / float64(sizes[i]-sizes[i-1])
	}
	nanoseconds, allocations := testing.BenchmarkResult.NsPerOp, testing.BenchmarkResult.AllocsPerOp
	times := more(nanoseconds, 2) / more(nanoseconds, 1)
	allocs := more(allocations, 2) / more(allocations, 1)
	return []row{{
		fmt.Sprintf("cost per app, from %d to %d apps", from, through), "at most 1.3 ×",
		fmt.Sprintf("time %.2f × (%.1f µs to %.1f µs), allocations %.2f × (%.1f to %.1f)", times, more(nanoseconds, 2)/1000,
			more(nanoseconds, 1)/1000, allocs, more(allocations, 2), more(allocations, 1)),
		times <= 1.3 && allocs <= 1.3,
	}}, nil
}

// slowPages compares the time of a read with the delays of its responses.
func (b *bench) slowPages(ctx context.Context) ([]row, error) {
	_, address, stop := mock(b.size.pages*1000, b.size.delay)
	defer stop()
	reader, err := newReader(ctx, address)
	if err != nil {
		return nil, err
	}
	took := time.Duration(math.MaxInt64)
	for range 3 { // The fastest of three is the least disturbed.
		start := time.Now()
		if _, err := reader.read(ctx, nil); err != nil {
			return nil, err
		}
		took = min(took, time.Since(start))
	}
	delays := time.Duration(b.size.pages) * b.size.delay
	times := float64(took) / float64(delays)
	return []row{{
		fmt.Sprintf("read of %d pages, each response after %s, against the responses", b.size.pages, b.size.delay), "at most 1.05 ×",
		fmt.Sprintf("%.3f × (%s to %s)", times, milliseconds(took), milliseconds(delays)), times <= 1.05,
	}}, nil
}

// manyBlocks counts the listings of many data blocks of one collection.
func (b *bench) manyBlocks(ctx context.Context) (rows []row, err error) {
	for _, cli := range b.clis {
		ready, address, stop := mock(100, b.size.delay)
		config := requires + fmt.Sprintf("data \"modulex_heroku_apps\" \"all\" {\n  count = %d\n}\n", b.size.blocks)
		plan, err := b.work("provider", config, heroku(address), "plan", "-input=false")
		if err == nil {
			_, err = plan.run(ctx, cli.path)
		}
		stop()
		if err != nil {
			return nil, err
		}
		most := max(1, b.size.blocks/5)
		rows = append(rows, row{
			fmt.Sprintf("`%s plan`, %d identical data blocks", cli.name, b.size.blocks), fmt.Sprintf("at most %d listings", most),
			fmt.Sprintf("%d listings", ready.Listings()), ready.Listings() <= most,
		})
	}
	return rows, nil
}

// startUp validates a configuration without data sources, with the provider and with a provider
// whose schema is empty.
func (b *bench) startUp(ctx context.Context) (rows []row, err error) {
	provider, err := b.work("provider", noData, nil, "validate")
	if err != nil {
		return nil, err
	}
	empty, err := b.work("floor", noData, nil, "validate")
	if err != nil {
		return nil, err
	}
	for _, cli := range b.clis {
		ours, least, err := inTurn(ctx, cli.path, 2*b.size.rounds, provider, empty)
		if err != nil {
			return nil, err
		}
		times, result := ratio(ours, least)
		rows = append(rows, row{
			fmt.Sprintf("`%s validate`, no data, against a provider with an empty schema", cli.name), "at most 1.10 ×", result, times <= 1.1,
		})
	}
	return rows, nil
}

// filteredPlan compares a plan that keeps a few apps of a large inventory with a plan of an
// inventory of only a few apps.
func (b *bench) filteredPlan(ctx context.Context) ([]row, error) {
	// The names end with the app's number, so this matches ten apps.
	const regex = `-0000\d$`
	type sizes struct{ state, plan, memory int }
	measure := func(apps int, arguments map[string]tftypes.Value, config string) (got sizes, err error) {
		_, address, stop := mock(apps, 0)
		defer stop()
		reader, err := newReader(ctx, address)
		if err != nil {
			return got, err
		}
		state, err := reader.read(ctx, arguments)
		if err != nil {
			return got, err
		}
		plan, err := b.work("provider", config, heroku(address), "plan", "-input=false", "-out=plan")
		if err != nil {
			return got, err
		}
		self, err := os.Executable()
		if err != nil {
			return got, err
		}
		memory, err := plan.peak(ctx, self, b.clis[0].path)
		if err != nil {
			return got, err
		}
		file, err := os.Stat(filepath.Join(plan.dir, "plan"))
		if err != nil {
			return got, err
		}
		return sizes{len(state), int(file.Size()), memory}, nil
	}
	filtered, err := measure(b.size.small, map[string]tftypes.Value{"name_regex": tftypes.NewValue(tftypes.String, regex)},
		requires+fmt.Sprintf("data \"modulex_heroku_apps\" \"all\" {\n  name_regex = %q\n}\n", regex))
	if err != nil {
		return nil, err
	}
	few, err := measure(b.size.filtered, nil, allApps)
	if err != nil {
		return nil, err
	}
	times := func(one, other int) float64 { return float64(one) / float64(other) }
	state, plan, memory := times(filtered.state, few.state), times(filtered.plan, few.plan), times(filtered.memory, few.memory)
	return []row{{
		fmt.Sprintf("%d of %d apps by a filter, against an inventory of %d", b.size.filtered, b.size.small, b.size.filtered), "at most 1.10 ×",
		fmt.Sprintf("state %.2f ×, plan file %.2f ×, memory of `%s` %.2f ×", state, plan, b.clis[0].name, memory),
		max(state, plan, memory) <= 1.1,
	}}, nil
}

// peerPlan compares a plan of the inventory with a plan that reads it with terraform-provider-http
// and jsondecode, in one response.
func (b *bench) peerPlan(ctx context.Context) (rows []row, err error) {
	if b.peer == "" {
		return nil, nil
	}
	ready, address, stop := mock(b.size.small, 0)
	defer stop()
	all := ready.Whole()
	whole := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(all) // The client may be gone.
	}))
	defer whole.Close()

	ours, err := b.work("provider", allApps+"output \"count\" { value = length(data.modulex_heroku_apps.all.ids) }\n",
		heroku(address), "plan", "-input=false")
	if err != nil {
		return nil, err
	}
	peer, err := b.work("provider", fmt.Sprintf("terraform {\n  required_providers {\n    http = { source = \"hashicorp/http\" }\n  }\n}\n"+
		"data \"http\" \"all\" {\n  url = %q\n}\n"+
		"output \"count\" { value = length({ for app in jsondecode(data.http.all.response_body) : app.name => app.id }) }\n", whole.URL),
		nil, "plan", "-input=false")
	if err != nil {
		return nil, err
	}
	for _, cli := range b.clis {
		one, other, err := inTurn(ctx, cli.path, b.size.largeRounds, ours, peer)
		if err != nil {
			return nil, err
		}
		times, result := ratio(one, other)
		rows = append(rows, row{
			fmt.Sprintf("`%s plan`, %d apps, against `http` and `jsondecode`", cli.name, b.size.small), "less", result, times < 1,
		})
	}
	return rows, nil
}
