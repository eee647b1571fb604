package main

import (
	"bytes"
	"context"
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/testenv"
)

func TestMain(m *testing.M) {
	if os.Getenv(envRun) != "" {
		os.Exit(runMeasured(context.Background()))
	}
	os.Exit(m.Run())
}

// Every measurement runs and has a row in the table. The test ignores the results.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("-short starts no CLI")
	}
	t.Setenv("PEER", "")
	t.Chdir(clitest.Root(t))
	runOnce(t)
	small := size{
		small: 100, large: 1200, filtered: 10, rounds: 1, largeRounds: 1, blocks: 2, pages: 2, delay: time.Millisecond,
		benchmarkFrom: 10, through: 1000,
	}
	clis := installed()
	if len(clis) == 0 {
		testenv.Missing(t, "terraform or tofu", "make bin/tofu")
	}
	var out bytes.Buffer
	if err := run(t.Context(), small, clis[:1], &out); err != nil {
		t.Fatal(err)
	}
	table := out.String()
	cli := clis[0].name
	rows := []string{
		"`" + cli + " plan`, 100 apps", "`" + cli + " validate`",
		"plan`, 100 apps, against the floor", "plan`, 1200 apps, against the floor", "process, 100 apps", "process, 1200 apps",
		"cost per app", "read of 2 pages, each", "bytes on the wire per app", "read of 2 pages over 20 Mbit/s", "2 identical data blocks", "10 of 100 apps by a filter",
	}
	for _, want := range rows {
		if !strings.Contains(table, want) {
			t.Errorf("no row %q in\n%s", want, table)
		}
	}
}

// The encoded state, which bypasses the framework, has the schema's type and contains the listed
// apps.
func TestReader_state(t *testing.T) {
	_, address, stop := mock(1200, 0)
	defer stop()
	reader, err := newReader(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	region := tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, []tftypes.Value{tftypes.NewValue(tftypes.String, "eu")})
	for name, test := range map[string]struct {
		arguments map[string]tftypes.Value
		keeps     func(herokutest.App) bool
	}{
		"all":      {nil, func(herokutest.App) bool { return true }},
		"filtered": {map[string]tftypes.Value{"regions": region}, func(app herokutest.App) bool { return app.Region.Name == "eu" }},
	} {
		t.Run(name, func(t *testing.T) {
			encoded, err := reader.read(t.Context(), test.arguments)
			if err != nil {
				t.Fatal(err)
			}
			state, err := tfprotov6.DynamicValue{MsgPack: encoded}.Unmarshal(reader.config)
			if err != nil {
				t.Fatal(err)
			}
			text := func(value *string) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }
			apps, _ := reader.config.AttributeTypes["apps"].(tftypes.List)
			rows, ids := map[string]tftypes.Value{}, map[string]tftypes.Value{}
			for _, app := range herokutest.Apps(1200) {
				if test.keeps(app) {
					ids[app.Name] = text(&app.ID)
					rows[app.Name] = tftypes.NewValue(apps.ElementType, map[string]tftypes.Value{
						"id": text(&app.ID), "name": text(&app.Name), "web_url": text(app.WebURL), "region": text(&app.Region.Name),
						"stack": text(&app.Stack.Name), "created_at": text(&app.CreatedAt), "updated_at": text(&app.UpdatedAt),
					})
				}
			}
			list := []tftypes.Value{}
			for _, name := range slices.Sorted(maps.Keys(rows)) {
				list = append(list, rows[name])
			}
			want := map[string]tftypes.Value{
				"success": tftypes.NewValue(tftypes.Bool, true),
				"total":   tftypes.NewValue(tftypes.Number, 1200),
				"apps":    tftypes.NewValue(apps, list),
				"ids":     tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, ids),
			}
			maps.Copy(want, test.arguments)
			if want := object(reader.config, want); !state.Equal(want) {
				t.Errorf("got %s, want %s", state, want)
			}
		})
	}
}

// runOnce makes every benchmark run once. The end of the test restores the default.
func runOnce(t *testing.T) {
	t.Helper()
	benchtime := flag.Lookup("test.benchtime").Value
	before := benchtime.String()
	t.Cleanup(func() { _ = benchtime.Set(before) })
	if err := benchtime.Set("1x"); err != nil {
		t.Fatal(err)
	}
}
