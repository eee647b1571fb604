#!/bin/sh
# Prints the policies and their settings as one Rego file in the given package, for runners that accept a single file:
#   ./one-file.sh spacelift
set -eu

cd "$(dirname "$0")/policy"

printf 'package %s\n\nimport rego.v1\n\nsettings := yaml.unmarshal(`\n' "$1"
cat data.yaml
printf '`).settings\n'
for file in $(grep -lx 'package heroku_apps' -- *.rego | grep -vx settings.rego); do
	printf '\n'
	sed -e '/^package /d' -e '/^import /d' "$file" | cat -s
done
