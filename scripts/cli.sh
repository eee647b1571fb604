#!/bin/sh
# Prints the path of a CLI to run examples with: terraform or tofu from PATH, or else bin/tofu,
# which make installs first if it is missing.
set -eu
cd "$(dirname "$0")/.."

command -v terraform || command -v tofu || {
  make -s bin/tofu >&2
  echo "$PWD/bin/tofu"
}
