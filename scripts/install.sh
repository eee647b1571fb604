#!/bin/sh
# Installs the provider where terraform init and tofu init find it without CLI configuration, and
# the command terraform-provider-modulex:
#
#   scripts/install.sh VERSION [go build options]
#   scripts/install.sh -uninstall
#
# Both CLIs look for a provider in this folder first. They download only providers that are missing
# there:
# https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
set -eu
cd "$(dirname "$0")/.."

home=$HOME/.terraform.d/plugins
xdg=${XDG_DATA_HOME:-$HOME/.local/share}/terraform/plugins
case $(go env GOOS) in
windows) plugins=$APPDATA/terraform.d/plugins folders=$plugins ;;
darwin) plugins=$home folders=$home ;;
*)
  plugins=$home folders="$home
$xdg"
  # If XDG_CONFIG_HOME is set, creating ~/.terraform.d would move the configuration of OpenTofu there.
  [ -z "${XDG_CONFIG_HOME:-}" ] || [ -d "$HOME/.terraform.d" ] || plugins=$xdg
  ;;
esac
exe=$(go env GOEXE)
commands=$(go env GOBIN)
[ -n "$commands" ] || commands=$(go env GOPATH)/bin
command=$commands/terraform-provider-modulex$exe

uninstall() {
  rm -f "$command"
  echo "$folders" | while read -r folder; do
    for registry in registry.terraform.io registry.opentofu.org; do
      rm -rf "$folder/$registry/modulex/modulex"
      (cd "$folder" 2>/dev/null && rmdir -p "$registry/modulex" 2>/dev/null) || true
    done
  done
}

if [ "$1" = -uninstall ]; then
  uninstall
  echo "Uninstalled the provider from $plugins and $commands"
  exit
fi

version=$1
shift
uninstall # init selects the highest version, so no other version can stay.
mkdir -p "$commands"
go build "$@" -o "$command" .
for registry in registry.terraform.io registry.opentofu.org; do
  folder=$plugins/$registry/modulex/modulex/$version/$(go env GOOS)_$(go env GOARCH)
  mkdir -p "$folder"
  cp "$command" "$folder/terraform-provider-modulex_v$version$exe"
done

cat <<EOF
Installed the provider, version $version, for terraform init and tofu init:
  $plugins
and the command, for login, status and logout:
  $command
EOF
case ":$PATH:" in
*":$commands:"*) ;;
*) echo "Add $commands to PATH to run terraform-provider-modulex by its name." ;;
esac
