# The apps of several teams as one inventory.

terraform {
  required_version = ">= 1.0"

  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
  }
}

variable "teams" {
  description = "Names of the teams."
  type        = set(string)
  nullable    = false
}

data "modulex_heroku_apps" "team" {
  for_each = var.teams

  team = each.key
}

locals {
  apps = flatten([for team, inventory in data.modulex_heroku_apps.team : [
    for app in inventory.apps : merge(app, { team = team })
  ]])
}

# The plan fails with "Duplicate object key" if two teams have the same app. merge() would keep one of them without an error.
output "ids" {
  description = "Id of each app, by name."
  value       = { for app in local.apps : app.name => app.id }
}

output "teams" {
  description = "Team of each app, by name."
  value       = { for app in local.apps : app.name => app.team }
}
