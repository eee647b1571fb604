terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
  }
}

provider "modulex" {}

# Every app. The policies need no other data source.
data "modulex_heroku_apps" "all" {}
