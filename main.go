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
	"syscall"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/cli"
)

// version is set by the linker when a release is built.
var version = "dev"

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
	ctx, stop := signal.NotifyContext(context.Background(), append(endings(), os.Interrupt)...)
	defer stop()
	context.AfterFunc(ctx, stop)
	defer settle(commandGrace)
	return cli.Run(ctx, version, args, cli.Console{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
}

// endings returns the signals that end this process, apart from Ctrl-C.
func endings() []os.Signal {
	if signal.Ignored(syscall.SIGHUP) { // As under nohup.
		return []os.Signal{syscall.SIGTERM}
	}
	return []os.Signal{syscall.SIGTERM, syscall.SIGHUP}
}

// commandGrace is how long an interrupted command may take to save tokens that it has requested.
const commandGrace = 10 * time.Second

// settle waits until all new tokens are saved and all token commands have ended, so that the end of
// this process loses no token and leaves no process behind.
func settle(grace time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	auth.Settle(ctx)
}
