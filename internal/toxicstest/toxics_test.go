package heroku_test

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// What is wrong with a real connection, as Shopify's toxiproxy does it, in a listing of 2,345 apps. Each request may take
// four seconds and is tried twice. The time is a bound on hanging, far above what a listing takes.
func TestToxics(t *testing.T) {
	const within = time.Minute
	inventory := herokutest.Apps(2345)
	every := want(inventory, every)
	toxics := map[string]struct {
		toxic, attributes string
		says              string // of the error; empty for the complete list
	}{
		"no toxic":                 {"noop", `{}`, ""},
		"latency":                  {"latency", `{"latency":100,"jitter":50}`, ""},
		"latency beyond the limit": {"latency", `{"latency":9000}`, "not complete after 4s"},
		"stall":                    {"timeout", `{"timeout":0}`, "not complete after 4s"},
		"stall, then an end":       {"timeout", `{"timeout":100}`, "EOF"},
		"reset":                    {"reset_peer", `{"timeout":0}`, "connection reset by peer"},
		"reset after a while":      {"reset_peer", `{"timeout":200}`, "connection reset by peer"},
		"small slices":             {"slicer", `{"average_size":700,"size_variation":300,"delay":10}`, ""},
		"slow trickle":             {"slicer", `{"average_size":50,"size_variation":10,"delay":20000}`, "not complete after 4s"},
		"cut in the headers":       {"limit_data", `{"bytes":10}`, "malformed HTTP"},
		"cut in the first body":    {"limit_data", `{"bytes":100000}`, "unexpected EOF"},
		"narrow":                   {"bandwidth", `{"rate":4000}`, ""},
		"too narrow":               {"bandwidth", `{"rate":20}`, "not complete after 4s"},
		"closed late":              {"slow_close", `{"delay":500}`, ""},
	}
	heroku.ReadmeSays(t, fmt.Sprintf("by toxiproxy | %d | 0 |", len(toxics)))
	for name, test := range toxics {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := throughToxic(t, herokutest.New(inventory...), test.toxic, test.attributes)
			start := time.Now()
			apps, err := client.Apps(t.Context(), heroku.AllApps)
			if took := time.Since(start); took > within {
				t.Errorf("took %s, want %s at most", took, within)
			}
			switch {
			case test.says == "" && err != nil:
				t.Error(err)
			case test.says == "":
				if diff := gocmp.Diff(every, apps); diff != "" {
					t.Errorf("the listing differs (-want +got):\n%s", diff)
				}
			case err == nil || !strings.Contains(err.Error(), test.says) || apps != nil:
				t.Errorf("got %d apps and %v, want an error with %q", len(apps), err, test.says)
			}
		})
	}
}

// throughToxic returns a client whose connections to the mock go through a proxy with the toxic.
func throughToxic(t *testing.T, mock *herokutest.Heroku, toxic, attributes string) *heroku.Client {
	t.Helper()
	mock.Authorize(token, "read")
	upstream, err := url.Parse(herokutest.Start(t, mock))
	if err != nil {
		t.Fatal(err)
	}
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	proxy := toxiproxy.NewProxy(server, "heroku", "127.0.0.1:0", upstream.Host)
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(fmt.Sprintf(`{"type":%q,"attributes":%s}`, toxic, attributes))); err != nil {
		t.Fatal(err)
	}
	limits := config(&url.URL{Scheme: "http", Host: proxy.Listen})
	limits.MaxRetries, limits.RequestTimeout = 1, 4*time.Second
	limits.Logger = slog.New(slog.DiscardHandler)
	return heroku.NewClient(limits)
}
