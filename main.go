// Command terraform-provider-modulex brings ModuleX's integrations to Terraform and OpenTofu. They start it without a
// command; a person starts it with one, to sign in.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/modulex/terraform-provider-modulex/internal/cli"
	"github.com/modulex/terraform-provider-modulex/internal/provider"
)

// version is set by the linker when a release is built.
var version = "dev"

func main() {
	attach := flag.Bool("debug", false, "serve for a debugger: print how Terraform reattaches to this process")
	flag.Usage = func() {
		fmt.Fprintf(flag.CommandLine.Output(), "%s\nOptions without a command:\n\n", cli.Usage)
		flag.PrintDefaults()
	}
	flag.Parse()

	if flag.NArg() > 0 {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		code := cli.Run(ctx, flag.Args(), cli.Console{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
		stop()
		os.Exit(code)
	}
	if err := serve(*attach); err != nil {
		log.Fatal(err)
	}
}

func serve(attach bool) error {
	// A read makes much garbage in a small heap, in a process that ends after it. To collect it at every doubling takes
	// about a third of the provider's processor time, and keeps no memory free that is missed.
	debug.SetGCPercent(400)

	var options []tf6server.ServeOpt
	if attach {
		options = append(options, tf6server.WithManagedDebug())
	}
	return tf6server.Serve("registry.terraform.io/modulex/modulex", provider.NewServer(version), options...)
}
