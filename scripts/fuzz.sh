#!/usr/bin/env bash
# Runs every fuzz target for the given time, 5 s by default:
#
#   scripts/fuzz.sh 1m
set -euo pipefail
cd "$(dirname "$0")/.."

grep -rlE --include='*_test.go' '^func Fuzz' internal | xargs -n1 dirname | sort -u | while read -r package; do
  grep -hoE '^func Fuzz\w+' "$package"/*_test.go | cut -d' ' -f2 | while read -r target; do
    go test "./$package" -run '^$' -fuzz "^$target\$" -fuzztime "${1:-5s}" -fuzzminimizetime 5s
  done
done
