# This project's tests do not run this policy.

policy {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
    heroku = {
      source = "heroku/heroku"
    }
  }
}

locals {
  old_stacks = ["heroku-18", "heroku-20", "heroku-22"]
  inventory  = core::getdatasource("modulex_heroku_apps", {})
  outdated   = [for app in local.inventory.apps : app.name if core::contains(local.old_stacks, app.stack)]
}

resource_policy "heroku_*" "supported_stacks" {
  enforcement_level = "mandatory"

  enforce {
    condition     = local.inventory.success
    error_message = "The inventory is incomplete."
  }

  enforce {
    condition     = core::length(local.outdated) == 0
    error_message = "Apps on old stacks: ${core::join(", ", local.outdated)}."
  }
}
