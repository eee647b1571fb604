// Command mockheroku serves a mock of Heroku's Platform API and sign-in on this machine:
//
//	go run ./internal/heroku/herokutest/cmd/mockheroku -apps 1200
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "mockheroku:", err)
		os.Exit(1)
	}
}

// run serves until ctx is done. It writes only the base URL to stdout.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("mockheroku", flag.ContinueOnError)
	flags.SetOutput(stderr)
	apps := flags.Int("apps", 1200, "`number` of apps that the account can see")
	var names []string
	flags.Func("names", "`names` of the first apps, separated by commas", func(list string) error {
		names = strings.Split(list, ",")
		return nil
	})
	addr := flags.String("addr", "127.0.0.1:0", "loopback `address` to listen on; port 0 selects a free port")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if *apps < len(names) {
		return fmt.Errorf("-apps %d: must be %d or more", *apps, len(names))
	}
	if err := checkLoopback(*addr); err != nil {
		return err
	}

	inventory := herokutest.AppsUntil(time.Now(), *apps)
	for i, name := range names {
		inventory[i] = inventory[i].Named(name)
	}
	heroku := herokutest.New(inventory...)
	heroku.AddTeam("empty")

	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", *addr)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/", heroku)
	oauth := herokutest.NewOAuth(heroku)
	mux.Handle("/oauth/authorize", oauth)
	mux.Handle("/oauth/token", oauth)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	url := "http://" + listener.Addr().String()
	_, _ = fmt.Fprintf(stderr, `A mock of Heroku with %d apps, in the teams %s or in no team. To use it:

  export HEROKU_API_URL=%s
  export HEROKU_API_KEY=%s

Or sign in with a browser instead of that key:

  export MODULEX_HEROKU_TOKEN_URL=%[3]s/oauth/token
  MODULEX_HEROKU_CLIENT_SECRET=%[5]s terraform-provider-modulex login -client-id %[6]s

To stop it, press Ctrl-C.
`, *apps, strings.Join(heroku.Teams(), ", "), url, herokutest.Token, herokutest.ClientSecret, herokutest.ClientID)
	if _, err := fmt.Fprintln(stdout, url); err != nil {
		return errors.Join(err, server.Close())
	}

	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	return server.Close()
}

// checkLoopback rejects an address that other machines could reach, since the mock's token is
// public.
func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("-addr: %w", err)
	}
	if host != "localhost" && !net.ParseIP(host).IsLoopback() {
		return fmt.Errorf("-addr %s: must be a loopback address, such as 127.0.0.1:0", addr)
	}
	return nil
}
