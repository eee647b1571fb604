terraform {
  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
  }
}

# The provider reads the credentials from the environment, or else from the file that login wrote.
provider "modulex" {}

data "modulex_heroku_apps" "all" {}

output "app_ids" {
  value = data.modulex_heroku_apps.all.ids
}
