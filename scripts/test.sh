#!/usr/bin/env bash
# Runs every test. Then prints the CLIs that were tested, and which tools are missing and how to
# install them. Passes its arguments to go test.
set -euo pipefail
cd "$(dirname "$0")/.."

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export TEST_SKIPS=$tmp/skips
touch "$TEST_SKIPS"

status=0
# The longest packages start first, so that no core is idle at the end.
go test "$@" ./internal/provider ./internal/examplestest ./... || status=1
for module in internal/toxicstest tools/tofudl; do
  go test -C "$module" "$@" ./... || status=1
done

# Prints the version of a CLI, or records how to install it.
cli() {
  local path
  if path=$(command -v "$1" || command -v "bin/$1"); then
    echo "  with $(TF_CLI_CONFIG_FILE=/dev/null CHECKPOINT_DISABLE=1 "$path" version | head -n 1)"
  else
    echo "no $1; $2" >>"$TEST_SKIPS"
  fi
}

echo
echo "Tested:"
cli tofu "make bin/tofu"
cli terraform "make bin/terraform, or https://developer.hashicorp.com/terraform/install"
case " $* " in
*" -race "*) echo "  with the race detector" ;;
*) echo "  without the race detector; make test RACE=-race needs a C compiler" ;;
esac
if [ -s "$TEST_SKIPS" ]; then
  echo "Skipped because a tool is missing (and how to install it):"
  sort "$TEST_SKIPS" | uniq -c | while read -r count reason; do
    printf '  %s (skipped %d)\n' "$reason" "$count"
  done
fi
exit $status
