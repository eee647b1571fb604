# A module that passes the access token to heroku/heroku. Needs Terraform 1.10 or OpenTofu 1.11.

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

ephemeral "modulex_heroku_token" "this" {}

provider "heroku" {
  api_key = ephemeral.modulex_heroku_token.this.access_token
}

data "modulex_heroku_apps" "this" {
  required_names = ["api"]
}

resource "heroku_domain" "api" {
  app_id   = data.modulex_heroku_apps.this.ids["api"]
  hostname = "api.example.com"
}
