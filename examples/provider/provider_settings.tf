terraform {
  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
  }
}

# No plan and no state contains an ephemeral value. Ephemeral values need Terraform 1.10 or OpenTofu
# 1.11. With an older version, use sensitive = true instead.
variable "heroku_token" {
  description = "Access token of a Heroku account."
  type        = string
  ephemeral   = true
}

provider "modulex" {
  heroku {
    token           = var.heroku_token
    max_retries     = 8
    request_timeout = "2m"
  }
}

data "modulex_heroku_apps" "all" {}
