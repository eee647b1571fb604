terraform {
  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
  }
}

# The credentials come from the file that login saved, or from the environment.
provider "modulex" {}

data "modulex_heroku_apps" "all" {}

output "app_ids" {
  value = data.modulex_heroku_apps.all.ids
}
