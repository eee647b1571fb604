// Command testlive checks the provider's claims about the Platform API against the real API:
//
//	HEROKU_API_KEY=... go run ./internal/heroku/herokutest/cmd/testlive
//
// It sends at most 40 requests, only GET, and none twice. It prints a table of the claims and
// writes the exchanges to a file, without tokens, ids, names and addresses.
package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest/claims"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "testlive:", err)
		os.Exit(1)
	}
}

// run returns an error if a claim differs.
func run(ctx context.Context, args []string, getenv func(string) string, stdout io.Writer) error {
	flags := flag.NewFlagSet("testlive", flag.ContinueOnError)
	file := flags.String("exchanges", "heroku-exchanges.json", "`file` for the masked exchanges")
	foreign := flags.String("foreign-team", "", "`name` of a team that the account does not belong to")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	token := getenv("HEROKU_API_KEY")
	if token == "" {
		return errors.New("HEROKU_API_KEY is not set. Set it to an access token of the account to test with. The scope read is enough")
	}
	base, err := heroku.ParseBaseURL(cmp.Or(getenv("HEROKU_API_URL"), "https://api.heroku.com"))
	if err != nil {
		return fmt.Errorf("HEROKU_API_URL: %w", err)
	}

	report, err := claims.Run(ctx, claims.Config{BaseURL: base, Token: token, ForeignTeam: *foreign})
	if err != nil {
		return err
	}
	if err := report.WriteTable(stdout); err != nil {
		return err
	}
	var exchanges bytes.Buffer
	if err := report.WriteExchanges(&exchanges, time.Now()); err != nil {
		return err
	}
	if err := os.WriteFile(*file, exchanges.Bytes(), 0o600); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(stdout, "Wrote the masked exchanges to %s.\n", *file); err != nil {
		return err
	}
	if n := report.Count(claims.Differs); n > 0 {
		return fmt.Errorf("this API differs from %d claims", n)
	}
	return nil
}
