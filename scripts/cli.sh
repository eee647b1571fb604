#!/bin/sh
# Prints the path of a CLI to run examples with: terraform or tofu from PATH, else the one in bin/, which make gets first
# where it is not there yet.
set -eu
cd "$(dirname "$0")/.."

command -v terraform || command -v tofu || {
  make -s bin/tofu >&2
  echo "$PWD/bin/tofu"
}
