// Command terraform-provider-modulex brings ModuleX's integrations to Terraform and OpenTofu. Both
// start it without a command. Users run it with a command to sign in.
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
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/cli"
	"github.com/modulex/terraform-provider-modulex/internal/provider"
)

// version is set by the linker when a release is built.
var version = "dev"

// registries has the provider's address for Terraform and for OpenTofu.
var registries = []string{"registry.terraform.io/modulex/modulex", "registry.opentofu.org/modulex/modulex"}

func main() {
	forDebugger := flag.Bool("debug", false, "Run the provider for a debugger, and print how to attach Terraform or OpenTofu to it.")
	showVersion := flag.Bool("version", false, "Show the version.")
	flag.Usage = func() {
		_, _ = fmt.Fprintf(flag.CommandLine.Output(), "%s\nOptions without a command:\n\n", cli.Usage)
		flag.PrintDefaults()
	}
	flag.Parse()

	args := flag.Args()
	if *showVersion {
		args = []string{"version"}
	}
	switch {
	case len(args) > 0:
		os.Exit(command(args))
	case *forDebugger:
		if err := serveForDebugger(os.Stdout); err != nil {
			log.Fatal(err)
		}
	case os.Getenv("TF_PLUGIN_MAGIC_COOKIE") == "": // Neither Terraform nor OpenTofu has started it.
		flag.Usage()
		os.Exit(2)
	default:
		if err := serve(); err != nil {
			log.Fatal(err)
		}
	}
}

// command runs a command and returns its exit code. The first signal cancels the command, and the
// second kills the process.
func command(args []string) int {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // As nohup does.
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	defer stop()
	context.AfterFunc(ctx, stop)
	defer settle(commandGrace)
	return cli.Run(ctx, version, args, cli.Console{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
}

const (
	// commandGrace is how long an interrupted command may take to save tokens that it has
	// requested.
	commandGrace = 10 * time.Second
	// serveGrace is the same for the provider, which Terraform and OpenTofu kill after 2 seconds.
	serveGrace = 1800 * time.Millisecond
)

// settle waits until all new tokens are saved, so that the end of this process loses none.
func settle(grace time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	auth.Settle(ctx)
}

// exitTerminated is the exit code of a process that SIGTERM ended, as shells report it.
const exitTerminated = 128 + int(syscall.SIGTERM)

func serve() error {
	// A read produces much garbage in a small heap, and the process ends soon after. Collecting at
	// every doubling of the heap would take about a third of the provider's CPU time, to save
	// memory that nothing needs.
	debug.SetGCPercent(400)

	// Package plugin ignores SIGINT, which a terminal sends to Terraform too. A SIGTERM may be sent
	// only to this process.
	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM)
	go func() {
		<-terminated
		settle(serveGrace)
		os.Exit(exitTerminated)
	}()
	defer settle(serveGrace)
	return tf6server.Serve(registries[0], provider.NewServer(version))
}
