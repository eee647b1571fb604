#!/bin/sh
# Prints the section of a changelog for a version. Fails if the section has no date or no content:
#
#   scripts/release-notes.sh 0.1.0 CHANGELOG.md
set -eu

heading=$(grep -E "^## $(printf %s "$1" | sed 's/\./\\./g') \([0-9]{4}-[0-9]{2}-[0-9]{2}\)$" "$2") || {
  echo "$2 has no heading '## $1 (YYYY-MM-DD)'" >&2
  exit 1
}
notes=$(awk -v heading="$heading" '$0 == heading { found = 1; next } /^## / { found = 0 } found' "$2")
[ -n "$notes" ] || {
  echo "$2 has no content for $1" >&2
  exit 1
}
printf '%s\n' "$notes"
