terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
  }
}

variable "token_command" {
  type    = list(string)
  default = null
}

provider "modulex" {
  heroku {
    token_command = var.token_command
  }
}

data "modulex_heroku_apps" "all" {}
