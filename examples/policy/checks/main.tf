# Two of the policies as a postcondition and a check, which need no other tool.

terraform {
  required_version = ">= 1.5" # check blocks

  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
  }
}

provider "modulex" {}

variable "regions" {
  description = "The regions that apps may run in."
  type        = set(string)
  default     = ["eu", "us"]
}

variable "old_stacks" {
  description = "The stacks that apps must leave."
  type        = set(string)
  default     = ["heroku-18", "heroku-20", "heroku-22"]
}

data "modulex_heroku_apps" "all" {
  lifecycle {
    # Fails the plan, before anything changes.
    postcondition {
      condition = alltrue([for app in self.apps : contains(var.regions, coalesce(app.region, "unknown"))])
      error_message = "Apps outside the regions ${join(", ", var.regions)}: ${join(", ", [
        for app in self.apps : app.name if !contains(var.regions, coalesce(app.region, "unknown"))
      ])}."
    }
  }
}

locals {
  on_old_stacks = [
    for app in data.modulex_heroku_apps.all.apps : app.name if contains(var.old_stacks, coalesce(app.stack, "unknown"))
  ]
}

# Warns, but does not fail the plan. The data source is outside the check block: Terraform reads a data source inside it again
# during apply, and therefore prints every app in each plan.
check "stacks" {
  assert {
    condition     = length(local.on_old_stacks) == 0
    error_message = "Apps on the stacks ${join(", ", var.old_stacks)}: ${join(", ", local.on_old_stacks)}."
  }
}
