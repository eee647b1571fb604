package provider

import (
	"fmt"
	"testing"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// BenchmarkState measures the work after a listing: filters, sorting, ids and encoding.
func BenchmarkState(b *testing.B) {
	for _, apps := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("apps=%d", apps), func(b *testing.B) {
			listed := make([]heroku.App, apps)
			for i, app := range herokutest.Apps(apps) {
				listed[i] = heroku.App{
					ID: app.ID, Name: app.Name, WebURL: app.WebURL, Region: &app.Region.Name, Stack: &app.Stack.Name,
					CreatedAt: &app.CreatedAt, UpdatedAt: &app.UpdatedAt,
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				kept := appsFilter{}.apply(listed)
				ids, diags := idsByName(kept)
				if diags.HasError() {
					b.Fatal(diags)
				}
				if _, err := msgpack.Marshal(map[string]any{"apps": appList(kept), "ids": ids}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
