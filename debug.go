package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"

	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/modulex/terraform-provider-modulex/internal/provider"
)

// reattach describes a running provider to a CLI.
type reattach struct {
	Protocol        string
	ProtocolVersion int
	Pid             int
	Test            bool
	Addr            reattachAddr
}

type reattachAddr struct{ Network, String string }

// serveForDebugger serves the provider until it is interrupted, and prints how a CLI attaches to
// it. [tf6server.WithManagedDebug] would print this for only one registry, but each CLI looks for
// its own registry.
func serveForDebugger(out io.Writer) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	defer settle(commandGrace)
	started, closed := make(chan *plugin.ReattachConfig), make(chan struct{})
	failed := make(chan error, 1)
	go func() {
		failed <- tf6server.Serve(registries[0], provider.NewServer(version), tf6server.WithDebug(ctx, started, closed))
	}()
	select {
	case config := <-started:
		if err := printReattach(out, config); err != nil {
			return err
		}
		<-closed
		return nil
	case err := <-failed:
		return err
	}
}

func printReattach(out io.Writer, config *plugin.ReattachConfig) error {
	providers := make(map[string]reattach)
	for _, address := range registries {
		providers[address] = reattach{
			string(config.Protocol), config.ProtocolVersion, config.Pid, config.Test,
			reattachAddr{config.Addr.Network(), config.Addr.String()},
		}
	}
	value, err := json.Marshal(providers)
	if err != nil {
		return err
	}
	form := "\tTF_REATTACH_PROVIDERS='%s'\n"
	if runtime.GOOS == "windows" {
		form = "\tCommand Prompt:\tset \"TF_REATTACH_PROVIDERS=%s\"\n\tPowerShell:\t$env:TF_REATTACH_PROVIDERS='%[1]s'\n"
	}
	_, err = fmt.Fprintf(out, "The provider is running. To attach Terraform or OpenTofu to it, set this environment variable:\n\n"+form+
		"\nPress Ctrl-C to stop.\n", value)
	return err
}
