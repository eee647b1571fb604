#!/usr/bin/env bash
# Compiles and vets the code and tests of the given modules for every supported system, and builds
# the provider:
#
#   scripts/vet-all.sh . internal/toxicstest
set -euo pipefail
cd "$(dirname "$0")/.."

export CGO_ENABLED=0
for GOOS in linux darwin windows; do
  for GOARCH in amd64 arm64; do
    export GOOS GOARCH
    echo "vet for $GOOS/$GOARCH"
    for module in "$@"; do
      go vet -C "$module" ./...
    done
    go build -o /dev/null .
  done
done
