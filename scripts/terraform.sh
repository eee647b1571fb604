#!/usr/bin/env bash
# Builds Terraform from its Go module, for tests on machines that cannot download its release:
#
#   scripts/terraform.sh 1.13.3 bin/terraform
#
# Terraform's backends for clouds are nested modules. Module proxies do not serve these for tagged
# versions of Terraform. The tests store state only in files, so the build omits these backends.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$1 out=$PWD/$2
backends="azure consul cos gcs kubernetes oci oss pg s3"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cat <<EOF
Building Terraform $version from source, once. This takes about 6 minutes of CPU time and 2 GB of disk for Go's caches.
EOF
source=$(go mod download -json "github.com/hashicorp/terraform@v$version" | sed -nE 's/.*"Dir": "(.*)".*/\1/p')
cp -R "$source/." "$tmp"
chmod -R u+w "$tmp"

nested() { # Creates a nested module with one package.
  mkdir -p "$tmp/internal/$1"
  printf 'module github.com/hashicorp/terraform/internal/%s\n\ngo 1.24\n' "$1" >"$tmp/internal/$1/go.mod"
  printf '%s\n' "$2" >"$tmp/internal/$1/stub.go"
}
nested legacy 'package legacy'
for backend in $backends; do
  nested "backend/remote-state/$backend" 'package stub

import "github.com/hashicorp/terraform/internal/backend"

func New() backend.Backend { panic("this build of Terraform has no backends for clouds") }'
done

scripts/progress.sh go build -C "$tmp" -mod=mod -v -ldflags "-s -w -X github.com/hashicorp/terraform/version.dev=no" -o "$out" .
