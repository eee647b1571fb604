terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
  }
}

variable "region" {
  type = string
}

data "modulex_heroku_apps" "this" {
  for_each = { all = null, region = [var.region] }

  regions = each.value
}
