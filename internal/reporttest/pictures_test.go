package reporttest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/modulex/terraform-provider-modulex/internal/browsertest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

var pictures = flag.String("pictures", "", "write pictures of the report to this `folder`")

// TestReport_pictures takes pictures of the report. The README of the example shows two of them.
func TestReport_pictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("-pictures names no folder")
	}
	apps := herokutest.Apps(420)
	stacks := []string{"heroku-24", "heroku-24", "heroku-22", "heroku-24", "heroku-26", "container", "heroku-22", "heroku-20"}
	end, _ := time.Parse(time.RFC3339, "2026-11-25T00:00:00Z")
	for i := range apps {
		app := &apps[i]
		if app.Stack.Name != "cnb" {
			app.Stack.Name = stacks[(i*5+i/7)%len(stacks)]
		}
		app.CreatedAt = end.AddDate(0, 0, -900-(i*37)%2500).Format(time.RFC3339)
		app.UpdatedAt = end.AddDate(0, 0, -(i*i*31)%(40+(i*53)%860)).Format(time.RFC3339)
	}
	chromium, _ := browsertest.Open(t)
	b := open(t, chromium, report(t, apps, "title=Heroku apps of Acme", "read_at=2026-11-25T14:05:00Z"))
	for _, width := range []int64{320, 390, 1024, 1200, 1366} {
		for _, scheme := range []string{"light", "dark"} {
			b.scheme(scheme)
			b.do(chromedp.EmulateViewport(width, 850))
			png := run(b, chromedp.CaptureScreenshot())
			file := filepath.Join(*pictures, fmt.Sprintf("report-%d-%s.png", width, scheme))
			if err := os.WriteFile(file, png, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
