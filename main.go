// Command terraform-provider-modulex brings ModuleX's integrations to Terraform and OpenTofu.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/modulex/terraform-provider-modulex/internal/provider"
)

// version is set by the linker when a release is built.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "serve for a debugger: print how Terraform reattaches to this process")
	flag.Parse()

	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/modulex/modulex",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
