# The inventory, and listings of the personal apps and of the apps of each team and Private Space.

terraform {
  required_version = ">= 1.0"

  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
  }
}

provider "modulex" {}

variable "teams" {
  description = "The names of the teams that apps must belong to."
  type        = set(string)
  default     = ["acme"]
}

variable "spaces" {
  description = "The names of the Private Spaces that apps must run in."
  type        = set(string)
  default     = ["prod"]
}

data "modulex_heroku_apps" "all" {}

data "modulex_heroku_apps" "personal" {
  personal = true
}

data "modulex_heroku_apps" "team" {
  for_each = var.teams

  team = each.key
}

data "modulex_heroku_apps" "space" {
  for_each = var.spaces

  space = each.key
}
