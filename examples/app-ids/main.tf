terraform {
  required_version = ">= 1.5" # check blocks

  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
    heroku = {
      source  = "heroku/heroku"
      version = "~> 5.0"
    }
  }
}

# Both providers read HEROKU_API_KEY. To apply, its token must have an OAuth scope that allows writes.
provider "modulex" {}
provider "heroku" {}
