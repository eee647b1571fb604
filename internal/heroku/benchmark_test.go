package heroku

import (
	"fmt"
	"io"
	"net/http/httptest"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// BenchmarkDecodeApps decodes one full page.
func BenchmarkDecodeApps(b *testing.B) {
	page := herokutest.NewReady(herokutest.Apps(1000), 0).Whole()
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decodeApps(page); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkList lists apps over loopback, without waiting for more reads.
func BenchmarkList(b *testing.B) {
	for _, apps := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("apps=%d", apps), func(b *testing.B) {
			server := httptest.NewServer(herokutest.NewReady(herokutest.Apps(apps), 0))
			defer server.Close()
			base, err := ParseBaseURL(server.URL)
			if err != nil {
				b.Fatal(err)
			}
			config := configOf(nil, io.Discard)
			config.BaseURL = base
			client := newTestClient(config)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := client.list(b.Context(), AllApps); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
