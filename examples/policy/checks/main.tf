# Two of the policies in Terraform's own words, for a configuration that guards itself.

terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
  }
}

provider "modulex" {}

variable "regions" {
  description = "The regions that apps may be in."
  type        = set(string)
  default     = ["eu", "us"]
}

variable "old_stacks" {
  description = "The stacks that apps should leave."
  type        = set(string)
  default     = ["heroku-20", "heroku-22"]
}

data "modulex_heroku_apps" "all" {
  lifecycle {
    # Stops the run in the plan, before anything is changed.
    postcondition {
      condition = alltrue([for app in self.apps : contains(var.regions, coalesce(app.region, "unknown"))])
      error_message = "Apps outside of ${join(" and ", var.regions)}: ${join(", ", [
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

# Warns, and lets the run go on. The data source stands outside of the check: what a check has inside is read again when
# the plan is applied, so that every plan prints all of its rows.
check "stacks" {
  assert {
    condition     = length(local.on_old_stacks) == 0
    error_message = "Apps on ${join(" or ", var.old_stacks)}: ${join(", ", local.on_old_stacks)}."
  }
}
