# Brings apps that exist on Heroku under Terraform's management, a few at a time.

terraform {
  required_version = ">= 1.7" # for_each in import blocks

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

variable "team" {
  description = "Name of the team that owns the apps. By default, the apps are the account's own."
  type        = string
  default     = null
}

variable "adopt" {
  description = "Names of the apps to manage."
  type        = set(string)
  default     = []
  nullable    = false
}

# The plan fails if one of the apps to adopt is missing.
data "modulex_heroku_apps" "all" {
  team           = var.team
  personal       = var.team == null ? true : null
  required_names = var.adopt
}
