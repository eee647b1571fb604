terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
  }
}

data "modulex_heroku_apps" "many" {
  count      = 100
  name_regex = count.index % 2 == 0 ? null : "-0000${count.index % 10}$"
}
