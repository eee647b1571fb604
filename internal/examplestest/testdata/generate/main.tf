terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
    heroku = {
      source = "heroku/heroku"
    }
  }
}

data "modulex_heroku_apps" "all" {}

import {
  for_each = data.modulex_heroku_apps.all.ids
  to       = heroku_app.all[each.key]
  id       = each.value
}
