package reporttest

import (
	"bytes"
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/modulex/terraform-provider-modulex/internal/browsertest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

func (b browser) scheme(scheme string) {
	b.Helper()
	b.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		return err
	}))
}

// wantAccessible checks that axe finds no violations in light and dark mode on a phone, a tablet
// and a laptop.
func (b browser) wantAccessible() {
	b.Helper()
	for _, scheme := range []string{"light", "dark"} {
		b.scheme(scheme)
		for _, width := range []int64{320, 390, 1024, 1366} {
			b.do(chromedp.EmulateViewport(width, 844))
			for _, violation := range browsertest.Axe(b.ctx, b) {
				b.Errorf("%s mode, width %d: %s", scheme, width, violation)
			}
		}
	}
}

// A printed report contains every app. Printing does not change the pages of the table.
func reportPrint(t *testing.T, chromium context.Context) {
	b := open(t, chromium, report(t, herokutest.Apps(400)))
	pdf := run(b, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
	pages := bytes.Count(pdf, []byte("/Type /Page\n"))
	if pages < 5 || pages > 12 {
		t.Errorf("400 apps take %d pages of A4, want 5 to 12", pages)
	}
	if got := len(b.texts("tbody th")); got != 100 {
		t.Errorf("after the print, the table has %d rows, want 100", got)
	}
}
