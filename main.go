// Command terraform-provider-modulex brings ModuleX's integrations to Terraform and OpenTofu.
package main

import (
	"flag"
	"log"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/modulex/terraform-provider-modulex/internal/provider"
)

// version is set by the linker when a release is built.
var version = "dev"

func main() {
	// A read makes much garbage in a small heap, in a process that ends after it. To collect it at every doubling takes
	// about a third of the provider's processor time, and keeps no memory free that is missed.
	debug.SetGCPercent(400)

	attach := flag.Bool("debug", false, "serve for a debugger: print how Terraform reattaches to this process")
	flag.Parse()

	var options []tf6server.ServeOpt
	if *attach {
		options = append(options, tf6server.WithManagedDebug())
	}
	err := tf6server.Serve("registry.terraform.io/modulex/modulex", provider.NewServer(version), options...)
	if err != nil {
		log.Fatal(err)
	}
}
