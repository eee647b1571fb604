#!/usr/bin/env bash
# Runs `go build -v` and counts modules and packages instead of naming each:
#
#   scripts/progress.sh go build -v ./...
set -euo pipefail

modules=0 packages=0
"$@" 2>&1 | while IFS= read -r line; do
  case $line in
  "go: downloading "*) ((++modules % 50)) || echo "  $modules modules downloaded" ;;
  *" "*) printf '%s\n' "$line" ;;
  *) ((++packages % 100)) || echo "  $packages packages compiled" ;;
  esac
done
