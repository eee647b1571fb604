package heroku

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// memoryConfig returns the configuration for a mock that is served in memory.
func memoryConfig() Config {
	return Config{
		BaseURL:        &url.URL{Scheme: "http", Host: "127.0.0.1"},
		Tokens:         FixedToken(herokutest.Token),
		MaxRetries:     2,
		RequestTimeout: 10 * time.Second,
		Logger:         slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

// inMemory runs a test in a synctest bubble, with a client that is connected to the mock and lists
// without waiting for more reads. The test fails if a goroutine or a connection remains.
func inMemory(t *testing.T, mock *herokutest.Heroku, config Config, test func(t *testing.T, client *Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		network, stop := herokutest.ServeMemory(mock)
		transport := web.NewTransport()
		transport.DialContext = network.Dial
		config.Transport = transport
		test(t, newTestClient(config))
		transport.CloseIdleConnections()
		synctest.Wait()
		if open := network.Open(); open != 0 {
			t.Errorf("%d connections are left behind", open)
		}
		stop()
	})
}

// appsOf returns the listing of these apps, in their order.
func appsOf(apps []herokutest.App) []App {
	list := make([]App, len(apps))
	for i, app := range apps {
		list[i] = App{
			ID: app.ID, Name: app.Name, WebURL: app.WebURL, Region: &app.Region.Name, Stack: &app.Stack.Name,
			CreatedAt: &app.CreatedAt, UpdatedAt: &app.UpdatedAt,
		}
		if app.Space != nil {
			list[i].Space = &app.Space.Name
		}
	}
	return list
}

// writes writes the text.
func writes(text string) func(io.Writer) {
	return func(w io.Writer) { _, _ = io.WriteString(w, text) }
}

// dialer makes a function that connects a [http.Transport.DialContext].
func dialer(dial func() net.Conn) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) { return dial(), nil }
}
