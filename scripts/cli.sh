#!/bin/sh
# Prints the path of a CLI for the examples: terraform or tofu from PATH, or else bin/tofu. If
# bin/tofu is missing, make installs it.
set -eu
cd "$(dirname "$0")/.."

command -v terraform || command -v tofu || {
  make -s bin/tofu >&2
  echo "$PWD/bin/tofu"
}
