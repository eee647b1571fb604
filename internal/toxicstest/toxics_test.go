package toxicstest

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"
	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// A listing of 2,345 apps over each kind of broken connection returns the complete list or an
// error. Each request times out after 4 s and is retried once. The limit of a minute only bounds a
// listing that never ends.
func TestToxics(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	const within = time.Minute
	inventory := herokutest.Apps(2345)
	var names []string
	for _, app := range inventory {
		names = append(names, app.Name)
	}
	slices.Sort(names)
	toxics := map[string]struct {
		toxic, attributes string
		says              string // part of the error; empty for the complete list
	}{
		"no toxic":                  {"noop", `{}`, ""},
		"latency":                   {"latency", `{"latency":100,"jitter":50}`, ""},
		"latency above the timeout": {"latency", `{"latency":9000}`, "not complete after 4s"},
		"stall":                     {"timeout", `{"timeout":0}`, "not complete after 4s"},
		"stall, then close":         {"timeout", `{"timeout":100}`, "EOF"},
		"reset":                     {"reset_peer", `{"timeout":0}`, "connection reset by peer"},
		"reset after 200 ms":        {"reset_peer", `{"timeout":200}`, "connection reset by peer"},
		"small slices":              {"slicer", `{"average_size":700,"size_variation":300,"delay":10}`, ""},
		"slow trickle":              {"slicer", `{"average_size":50,"size_variation":10,"delay":20000}`, "not complete after 4s"},
		"cut in the headers":        {"limit_data", `{"bytes":10}`, "malformed HTTP"},
		"cut in the first body":     {"limit_data", `{"bytes":40000}`, "unexpected EOF"},
		"low bandwidth":             {"bandwidth", `{"rate":4000}`, ""},
		"too low bandwidth":         {"bandwidth", `{"rate":5}`, "not complete after 4s"},
		"closed late":               {"slow_close", `{"delay":500}`, ""},
	}
	readmeSays(t, fmt.Sprintf("with toxiproxy | %d | 0 |", len(toxics)))
	for name, test := range toxics {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := throughToxic(t, herokutest.New(inventory...), test.toxic, test.attributes)
			start := time.Now()
			apps, err := client.Apps(t.Context(), heroku.AllApps)
			if took := time.Since(start); took > within {
				t.Errorf("the listing took %s, want at most %s", took, within)
			}
			switch {
			case test.says == "" && err != nil:
				t.Error(err)
			case test.says == "":
				var got []string
				for _, app := range apps {
					got = append(got, app.Name)
				}
				slices.Sort(got)
				if diff := cmp.Diff(names, got); diff != "" {
					t.Errorf("the listing differs (-want +got):\n%s", diff)
				}
			case err == nil || !strings.Contains(err.Error(), test.says) || apps != nil:
				t.Errorf("got %d apps and %v, want an error with %q", len(apps), err, test.says)
			}
		})
	}
}

// throughToxic returns a client that connects to the mock through a proxy with the toxic.
func throughToxic(t *testing.T, mock *herokutest.Heroku, toxic, attributes string) *heroku.Client {
	t.Helper()
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
	return heroku.NewClient(heroku.Config{
		BaseURL:        &url.URL{Scheme: "http", Host: proxy.Listen},
		Tokens:         fixedToken{},
		UserAgent:      "toxicstest/1",
		MaxRetries:     1,
		RequestTimeout: 4 * time.Second,
		Logger:         slog.New(slog.DiscardHandler),
	})
}

// fixedToken is a source of the mock's own token.
type fixedToken struct{}

func (fixedToken) Token(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: herokutest.Token}, nil
}

func (t fixedToken) Renew(ctx context.Context, _ *oauth2.Token) (*oauth2.Token, error) {
	return t.Token(ctx)
}

// readmeSays checks that README.md contains the figure.
func readmeSays(t *testing.T, figure string) {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), figure) {
		t.Errorf("README.md does not say %q", figure)
	}
}
