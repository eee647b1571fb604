#!/usr/bin/env bash
# Builds Terraform or OpenTofu from its Go module, for tests on machines that cannot download its
# release:
#
#   scripts/build-cli.sh terraform 1.13.3 bin/terraform
#
# Newer versions of Terraform have its backends for clouds in nested modules. Module proxies do not
# serve these for tagged versions of Terraform. The tests store state only in files, so the build
# omits these backends.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$2 out=$PWD/$3
case $1 in
terraform) module=github.com/hashicorp/terraform package=. ;;
tofu) module=github.com/opentofu/opentofu package=./cmd/tofu ;;
esac
backends="azure consul cos gcs kubernetes oci oss pg s3"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

echo "Building $1 $version from source, once. This takes 1 to 4 minutes on 2 cores, and 2 GB of disk for Go's caches."
source=$(go mod download -json "$module@v$version" | sed -nE 's/.*"Dir": "(.*)".*/\1/p')
cp -R "$source/." "$tmp"
chmod -R u+w "$tmp"

nested() { # Creates a nested module with one package, if this version has it.
  grep -q "$module/internal/$1 => " "$tmp/go.mod" || return 0
  mkdir -p "$tmp/internal/$1"
  printf 'module %s\n\ngo 1.24\n' "$module/internal/$1" >"$tmp/internal/$1/go.mod"
  printf '%s\n' "$2" >"$tmp/internal/$1/stub.go"
}
nested legacy 'package legacy'
for backend in $backends; do
  nested "backend/remote-state/$backend" 'package stub

import "github.com/hashicorp/terraform/internal/backend"

func New() backend.Backend { panic("this build of Terraform has no backends for clouds") }'
done

scripts/progress.sh go build -C "$tmp" -mod=mod -v -ldflags "-s -w -X $module/version.dev=no" -o "$out" "$package"
