# A plan that one job saves and another job applies.

terraform {
  required_version = ">= 1.10" # ephemeral resources; OpenTofu has them since 1.11

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

data "modulex_heroku_apps" "all" {
  required_names = ["api"]
}

# A saved plan does not contain this token, so each job needs HEROKU_API_KEY.
ephemeral "modulex_heroku_token" "this" {}

provider "heroku" {
  api_key = ephemeral.modulex_heroku_token.this.access_token
}

resource "heroku_domain" "api" {
  app_id   = data.modulex_heroku_apps.all.ids["api"]
  hostname = "api.example.com"
}
