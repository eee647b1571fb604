package cli

import (
	"context"
	"flag"
	"fmt"
	"runtime"
)

func versionCommand(version string) command {
	return command{
		name: "version",
		help: `Usage: terraform-provider-modulex version

Shows the version of this program.
`,
		setUp: func(*flag.FlagSet) func(context.Context, Console) error {
			return func(_ context.Context, console Console) error {
				_, _ = fmt.Fprintf(console.Out, "terraform-provider-modulex %s on %s_%s, built with %s\n",
					version, runtime.GOOS, runtime.GOARCH, runtime.Version())
				return nil
			}
		},
	}
}
