#!/bin/sh
# Writes the documentation, from the provider's schema, templates/ and examples/, to a folder that is named relative
# to the root of the repository:
#
#   scripts/generate-docs.sh docs
set -eu

out=$1
cd "$(dirname "$0")/.."

cli=$(scripts/cli.sh)

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM

go build -o "$tmp" .

# hashicorp/modulex is not the provider's address, but the only one under which tfplugindocs looks for its schema.
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

go tool -modfile=tools/tfplugindocs/go.mod tfplugindocs generate --provider-name modulex \
  --providers-schema "$tmp/schema.json" --rendered-website-dir "$out"
