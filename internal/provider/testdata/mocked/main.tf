terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
  }
}

data "modulex_heroku_apps" "all" {
  regions = ["us"]
}

output "api_id" {
  value = data.modulex_heroku_apps.all.ids["api"]
}

output "stacks" {
  value = distinct(data.modulex_heroku_apps.all.apps[*].stack)
}
