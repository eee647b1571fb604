terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
  }
}

data "modulex_heroku_apps" "all" {}

output "api" {
  value = data.modulex_heroku_apps.all.ids["api"]
}
