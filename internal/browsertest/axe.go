package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/modulex/terraform-provider-modulex/internal/testenv"
)

// axeRun finds the violations of all of axe's rules, including target-size, which is off by
// default.
const axeRun = `axe.run({ rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] }).then(({ violations }) =>
	violations.flatMap(({ id, impact, nodes }) => nodes.map((node) => impact + " " + id + ": " + node.html + " " + node.failureSummary)))`

// Axe returns the violations that axe-core finds in the open page: one text for each element and
// rule, with the impact, the rule's id and how to fix it. See
// https://dequeuniversity.com/rules/axe.
//
// If axe-core is missing, the test is skipped, or fails in CI.
func Axe(ctx context.Context, t testing.TB) []string {
	t.Helper()
	_, file, _, _ := runtime.Caller(0)
	source, err := os.ReadFile(filepath.Join(filepath.Dir(file), "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		testenv.Missing(t, "axe-core", "run npm ci in internal/browsertest")
	}
	loaded, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`"axe" in window`))
	if err == nil && !loaded {
		_, err = chromedp.Run(ctx, chromedp.Evaluate[bool](string(source)+"; true"))
	}
	if err != nil {
		t.Fatal(err)
	}
	violations, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](axeRun, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return violations
}
