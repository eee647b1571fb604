#!/bin/sh
# Builds the files of a release for this platform only, into a folder relative to the root of the
# repository:
#
#   scripts/snapshot.sh dist
#
# If GPG_FINGERPRINT is set, signs the release with that key.
set -eu

out=$1
cd "$(dirname "$0")/.."
PATH=$PWD/bin:$PATH

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM

sed -E "s/^( +goos:) .*/\1 [$(go env GOOS)]/; s/^( +goarch:) .*/\1 [$(go env GOARCH)]/" .goreleaser.yml >"$tmp/goreleaser.yml"
echo "dist: $out" >>"$tmp/goreleaser.yml"

set -- --config "$tmp/goreleaser.yml" --snapshot --clean
[ -n "${GPG_FINGERPRINT-}" ] || set -- "$@" --skip=sign
goreleaser release "$@"
