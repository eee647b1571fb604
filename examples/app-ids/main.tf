terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
    heroku = {
      source  = "heroku/heroku"
      version = "~> 5.0"
    }
  }
}

# Both providers sign in with HEROKU_API_KEY.
provider "modulex" {}
provider "heroku" {}
