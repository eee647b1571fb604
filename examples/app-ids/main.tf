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

# Both providers take HEROKU_API_KEY. To apply, its token has to be of a scope that may write.
provider "modulex" {}
provider "heroku" {}
