terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
  }
}

provider "modulex" {}

# All that the policies need: every app, read in every plan, also in one with -refresh=false.
data "modulex_heroku_apps" "all" {}
