terraform {
  required_version = ">= 1.0"

  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
  }
}

provider "modulex" {}

# Every app. The policies need no other data source.
data "modulex_heroku_apps" "all" {}
