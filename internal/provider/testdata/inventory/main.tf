terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
  }
}

data "modulex_heroku_apps" "all" {}

output "list_apps" {
  value = {
    success = data.modulex_heroku_apps.all.success
    apps    = data.modulex_heroku_apps.all.apps
  }
}
