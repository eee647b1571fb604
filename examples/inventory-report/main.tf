# A report of every Heroku app: one HTML file without dependencies.

terraform {
  required_version = ">= 1.5" # plantimestamp

  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
  }
}

data "modulex_heroku_apps" "all" {
  team = var.team
}

locals {
  read_at = coalesce(var.read_at, plantimestamp())
  title   = coalesce(var.title, var.team == null ? "Heroku apps" : "Heroku apps of the team ${coalesce(var.team, "-")}")

  apps = data.modulex_heroku_apps.all.apps

  # The number of apps by region and by stack, the largest number first.
  counts = { for by in ["region", "stack"] : by => {
    for value, same in { for app in local.apps : coalesce(app[by], "unknown") => true... } : value => length(same)
  } }
  bars = { for by, counts in local.counts : by => [
    for entry in sort([for value, count in counts : format("%09d %s", 999999999 - count, value)]) :
    { value = substr(entry, 10, -1), count = counts[substr(entry, 10, -1)] }
  ] }

  # Whether the support of a stack has ended, or ends within the 180 days that an upgrade may take.
  stacks = { for stack, end in local.stack_ends : stack => {
    end = end
    state = (
      timecmp("${end}T23:59:59Z", local.read_at) < 0 ? "ended" :
      timecmp("${end}T23:59:59Z", timeadd(local.read_at, "${180 * 24}h")) < 0 ? "ending" : "supported"
    )
  } }
}

output "report" {
  description = "The report as HTML."
  sensitive   = true # Not a secret, but too long to print: Terraform does not print sensitive values.
  value = templatefile("${path.module}/report.html.tftpl", {
    title   = local.title
    read_at = local.read_at
    owner   = var.team == null ? "account" : "team"
    total   = data.modulex_heroku_apps.all.total
    apps    = local.apps
    bars    = local.bars
    stacks  = local.stacks
    style   = file("${path.module}/report.css")
    script  = file("${path.module}/report.js")
    loading = "document.documentElement.className = \"loading\"" # Hides the rows that the script replaces.
  })
}
