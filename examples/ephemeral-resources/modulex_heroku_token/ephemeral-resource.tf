terraform {
  required_providers {
    heroku = {
      source = "heroku/heroku"
    }
    modulex = {
      source = "modulex/modulex"
    }
  }
}

# The access token of this provider's sign-in.
ephemeral "modulex_heroku_token" "this" {}

# Heroku's own provider uses the same sign-in.
provider "heroku" {
  api_key = ephemeral.modulex_heroku_token.this.access_token
}
