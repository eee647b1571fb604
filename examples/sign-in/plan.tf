terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
  }
}

# Nothing about the sign-in: it comes from the credentials file or from the environment.
provider "modulex" {}

data "modulex_heroku_apps" "all" {}

output "app_ids" {
  value = data.modulex_heroku_apps.all.ids
}
