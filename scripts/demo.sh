#!/bin/sh
# Plans and applies examples/demo against a mock of Heroku, in a temporary folder.
set -eu

cd "$(dirname "$0")/.."

mock=
tmp=$(mktemp -d)
export GOTMPDIR="$tmp" # So that cleanup removes the files of an interrupted build.
cleanup() {
  trap '' HUP INT PIPE TERM
  if [ -n "$mock" ]; then
    kill "$mock" 2>/dev/null || true
    wait "$mock" || true
  fi
  rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM

cli=$(scripts/cli.sh)

step() {
  printf '\n==> %s\n\n' "$*"
}

step "Building the provider and the mock of Heroku"
go build -o "$tmp" . ./internal/heroku/herokutest/cmd/mockheroku

step "Starting the mock with 1200 apps"
mkfifo "$tmp/address"
"$tmp/mockheroku" -apps 1200 -addr 127.0.0.1:0 >"$tmp/address" 2>"$tmp/mock.log" &
mock=$!
if ! read -r url <"$tmp/address"; then
  cat "$tmp/mock.log" >&2
  exit 1
fi
echo "$url"

# Ignore the user's own settings, so that the only account is the mock's.
for name in $(env | sed -nE 's/^((HEROKU|MODULEX|TF)_[A-Za-z0-9_]+)=.*/\1/p'); do
  unset "$name"
done
export HEROKU_API_URL="$url" HEROKU_API_KEY=herokutest-token
export TF_CLI_CONFIG_FILE="$tmp/cli.tfrc" TF_DATA_DIR="$tmp/data" TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1
[ -t 1 ] || export TF_CLI_ARGS=-no-color

cat >"$TF_CLI_CONFIG_FILE" <<EOF
provider_installation {
  dev_overrides {
    "registry.terraform.io/modulex/modulex" = "$tmp"
    "registry.opentofu.org/modulex/modulex" = "$tmp"
  }
}
EOF
mkdir "$tmp/demo"
cp examples/demo/*.tf "$tmp/demo"
cd "$tmp/demo"

step "Planning"
"$cli" plan -input=false -out=plan

step "Applying that plan"
"$cli" apply -input=false plan | grep 'Apply complete'

step "The inventory"
"$cli" output -raw inventory
echo
