terraform {
  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
  }
}

# Every app that the token can see.
data "modulex_heroku_apps" "all" {}

# The id of one app, by name. Null if the app does not exist.
output "api_id" {
  value = lookup(data.modulex_heroku_apps.all.ids, "api", null)
}

# The names of the apps that run on one stack.
output "on_heroku_22" {
  value = [for app in data.modulex_heroku_apps.all.apps : app.name if app.stack == "heroku-22"]
}
