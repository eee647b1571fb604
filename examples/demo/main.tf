# `make demo` plans and applies this configuration against a mock of Heroku with 1,200 apps.

terraform {
  required_version = ">= 1.0"

  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
  }
}

provider "modulex" {}

data "modulex_heroku_apps" "web" {
  name_regex = "^(brave|calm)-"
  regions    = ["us"]
  stacks     = ["heroku-24"]

  required_names = ["brave-dawn-00295", "calm-lake-00700"]
}

locals {
  row = "%-20s  %-6s  %-9s  %s"
}

output "inventory" {
  description = "The apps as a table."
  value = join("\n", concat(
    [format(local.row, "NAME", "REGION", "STACK", "UPDATED")],
    [for app in data.modulex_heroku_apps.web.apps : format(local.row, app.name, app.region, app.stack, app.updated_at)],
    ["", format("%d of %d apps", length(data.modulex_heroku_apps.web.apps), data.modulex_heroku_apps.web.total)],
  ))
}

output "calm_lake_id" {
  description = "The id of one app, by name."
  value       = data.modulex_heroku_apps.web.ids["calm-lake-00700"]
}
