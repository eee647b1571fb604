#!/bin/sh
# Runs tfplugindocs, which generates the documentation from the provider's schema, templates/ and
# examples/:
#
#   scripts/docs.sh generate docs   # writes the pages to a folder, named relative to the root of the repository
#   scripts/docs.sh validate        # checks the pages in docs against the Terraform Registry's rules
set -eu

action=$1 out=${2-docs}
cd "$(dirname "$0")/.."

cli=$(scripts/cli.sh)

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM

go build -o "$tmp" .

# hashicorp/modulex is not the provider's address, but tfplugindocs looks for no other address in
# the schema.
cat >"$tmp/cli.tfrc" <<EOF
provider_installation {
  dev_overrides {
    "registry.terraform.io/hashicorp/modulex" = "$tmp"
  }
}
EOF
cat >"$tmp/main.tf" <<'EOF'
terraform {
  required_providers {
    modulex = {
      source = "registry.terraform.io/hashicorp/modulex"
    }
  }
}
EOF

TF_CLI_CONFIG_FILE=$tmp/cli.tfrc CHECKPOINT_DISABLE=1 "$cli" -chdir="$tmp" providers schema -json >"$tmp/schema.json"

set -- "$action" --provider-name modulex --providers-schema "$tmp/schema.json"
[ "$action" != generate ] || set -- "$@" --rendered-website-dir "$out"
go tool -modfile=tools/tfplugindocs/go.mod tfplugindocs "$@" >"$tmp/log" 2>&1 || {
  cat "$tmp/log" >&2
  exit 1
}
