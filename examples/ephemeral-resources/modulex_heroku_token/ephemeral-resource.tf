terraform {
  required_providers {
    heroku = {
      source  = "heroku/heroku"
      version = "~> 5.0"
    }
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
  }
}

# The access token of this provider's sign-in.
ephemeral "modulex_heroku_token" "this" {}

# Heroku's own provider uses the same sign-in.
provider "heroku" {
  api_key = ephemeral.modulex_heroku_token.this.access_token
}
