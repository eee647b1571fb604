package reporttest

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/browsertest"
	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

var measure = flag.Bool("measure", false, "measure the report of 10,000 apps")

// TestReport_measure prints the cost of a report of 1,000 and of 10,000 apps: the time to load and
// to sort it, and the time of apply with and without it. It needs a quiet machine.
func TestReport_measure(t *testing.T) {
	if !*measure {
		t.Skip("-measure is not set")
	}
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		pages := map[int]string{}
		for _, n := range []int{1000, 10000} {
			w := workspace(t, cli, herokutest.Apps(n))
			start := time.Now()
			pages[n] = apply(t, w)
			with := time.Since(start)

			file := filepath.Join(w.Dir, "main.tf")
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			value := regexp.MustCompile(`(?s)templatefile\(.*\}\)`).ReplaceAllString(string(content), `jsonencode(data.modulex_heroku_apps.all.apps)`)
			if err := os.WriteFile(file, []byte(value), 0o600); err != nil {
				t.Fatal(err)
			}
			start = time.Now()
			w.Run(t, "apply", "-input=false", "-auto-approve")
			t.Logf("%d apps: %d bytes, apply %v, without the template %v", n, len(pages[n]), with, time.Since(start))
		}

		const sort = `(() => {
			const start = performance.now();
			[...document.querySelectorAll("thead button")].find((e) => e.textContent === "Web address").click();
			document.body.offsetHeight;
			return performance.now() - start;
		})()`
		const load = `performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd`
		chromium, _ := browsertest.Open(t)
		for n, page := range pages {
			b := open(t, chromium, page)
			t.Logf("%d apps: loaded after %.0f ms, sorted in %.0f, %.0f and %.0f ms", n,
				eval[float64](b, load), eval[float64](b, sort), eval[float64](b, sort), eval[float64](b, sort))
		}
	})
}
