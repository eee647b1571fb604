terraform {
  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
  }
}

# The provider reads the token from the environment variable HEROKU_API_KEY.
provider "modulex" {}

# Every app that the token can see.
data "modulex_heroku_apps" "all" {}

# The id of each app, by name.
output "app_ids" {
  value = data.modulex_heroku_apps.all.ids
}
