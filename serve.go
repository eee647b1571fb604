package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/modulex/terraform-provider-modulex/internal/provider"
)

// registries has the provider's address for Terraform and for OpenTofu.
var registries = []string{"registry.terraform.io/modulex/modulex", "registry.opentofu.org/modulex/modulex"}

const (
	// serveGrace is how long the provider may take to save tokens. Terraform and OpenTofu kill it
	// after 2 seconds.
	serveGrace = 1800 * time.Millisecond
	// orphanCheck is how often the provider checks whether Terraform still runs.
	orphanCheck = time.Second
	// exitTerminated is the exit code of a process that a signal ended, as shells report SIGTERM.
	exitTerminated = 128 + int(syscall.SIGTERM)
)

// serve serves the provider until Terraform ends it.
func serve() error {
	// A read produces much garbage in a small heap, and the process ends soon after. Collecting at
	// every doubling of the heap would take about a third of the provider's CPU time, to save
	// memory that nothing needs.
	debug.SetGCPercent(400)

	server := provider.NewServer(version)()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, endings()...)
	// Otherwise, a log line after Terraform's end would kill this process before it saves tokens.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	go func() {
		untilEnding(signals)
		// The calls end, as on Ctrl-C. If Terraform is there, it receives their errors and ends
		// this process.
		_, _ = server.StopProvider(context.Background(), &tfprotov6.StopProviderRequest{})
		time.Sleep(serveGrace)
		os.Exit(exitTerminated)
	}()
	defer settle(serveGrace)
	return tf6server.Serve(registries[0], func() tfprotov6.ProviderServer { return server })
}

// untilEnding waits for a signal, or for the end of Terraform if nothing has ended this process
// before. A signal may be sent only to this process. Package plugin ignores SIGINT, which a
// terminal also sends to Terraform.
func untilEnding(signals <-chan os.Signal) {
	select {
	case <-signals:
	case <-endOfParent():
	}
}

// endOfParent returns a channel that is closed when the process ends that started this one.
func endOfParent() <-chan struct{} {
	ended := make(chan struct{})
	parent := os.Getppid()
	if runtime.GOOS == "windows" { // There, Getppid never changes.
		process, err := os.FindProcess(parent)
		if err != nil {
			return ended
		}
		go func() {
			if _, err := process.Wait(); err == nil {
				close(ended)
			}
		}()
		return ended
	}
	go func() {
		for os.Getppid() == parent {
			time.Sleep(orphanCheck)
		}
		close(ended)
	}()
	return ended
}
