terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
  }
}

# An ephemeral value is in no plan and no state. Before Terraform 1.10 and OpenTofu 1.11, say sensitive = true instead.
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
