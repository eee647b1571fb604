#!/usr/bin/env bash
# Writes the version of OpenTofu that tools/opentofu/go.mod pins to a file. Downloads and verifies
# the release. If that fails, builds OpenTofu from source.
#
#   scripts/tofu.sh bin/tofu
set -euo pipefail
cd "$(dirname "$0")/.."
out=$PWD/$1
version=$(sed -nE 's|^[[:space:]]*github.com/opentofu/opentofu v([0-9.]+).*|\1|p' tools/opentofu/go.mod)

echo "Downloading OpenTofu $version."
if go run -C tools/tofudl . "$version" "$out"; then
  exit
fi

cat <<EOF
The release of OpenTofu $version cannot be downloaded. Go now builds it from source, once. This takes 3 to 8 minutes on
2 idle cores, 4 GB of disk for Go's caches and 2 GB of memory.
EOF
# No test uses the SDKs of clouds. Without inlining, the largest of them compile in half the time.
flags=()
for sdk in github.com/aws github.com/Azure github.com/AzureAD github.com/aliyun github.com/tencentcloud k8s.io \
  cloud.google.com google.golang.org/api google.golang.org/genproto github.com/envoyproxy github.com/hashicorp/consul; do
  flags+=("-gcflags=$sdk/...=-l")
done
scripts/progress.sh go build -C tools/opentofu -v "${flags[@]}" \
  -ldflags "-s -w -X github.com/opentofu/opentofu/version.dev=no" -o "$out" github.com/opentofu/opentofu/cmd/tofu
