# Every Heroku app as one page of HTML, which needs nothing else and asks no host for anything.

terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
  }
}

data "modulex_heroku_apps" "all" {}

locals {
  # Terraform has no function that escapes HTML. These values are safe where the template puts them: between tags, and
  # in attributes with double quotes.
  apps = [for app in data.modulex_heroku_apps.all.apps : {
    for name, value in app : name => value == null ? null :
    replace(replace(replace(replace(value, "&", "&amp;"), "<", "&lt;"), ">", "&gt;"), "\"", "&quot;")
  }]

  # The apps of each stack and of each region. JSON is the key, since that of a map cannot be null.
  groups = { for by in ["stack", "region"] : by => { for app in local.apps : jsonencode(app[by]) => app... } }

  # The most frequent come first, and then the order is that of the alphabet.
  charts = { for by, groups in local.groups : by => [
    for entry in sort([for key, apps in groups : format("%09d %s", 999999999 - length(apps), key)]) :
    { value = jsondecode(substr(entry, 10, -1)), count = length(groups[substr(entry, 10, -1)]) }
  ] }
}

output "report" {
  description = "The page."
  # It is no secret, but so plan and apply do not print it.
  sensitive = true
  value = templatefile("${path.module}/report.html.tftpl", {
    apps   = local.apps
    listed = data.modulex_heroku_apps.all.total
    charts = local.charts
    style  = file("${path.module}/report.css")
    script = file("${path.module}/report.js")
  })
}
