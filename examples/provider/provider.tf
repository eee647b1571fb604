terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
  }
}

# The token comes from the environment variable HEROKU_API_KEY.
provider "modulex" {}
