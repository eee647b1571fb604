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

# The access token that the modulex provider uses.
ephemeral "modulex_heroku_token" "this" {}

# The heroku provider uses the same access token.
provider "heroku" {
  api_key = ephemeral.modulex_heroku_token.this.access_token
}
