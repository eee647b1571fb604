import {
  for_each = { for name in var.adopt : name => data.modulex_heroku_apps.all.ids[name] }
  to       = heroku_app.adopted[each.key]
  id       = each.value
}

locals {
  apps = { for app in data.modulex_heroku_apps.all.apps : app.name => app }
}

resource "heroku_app" "adopted" {
  for_each = var.adopt

  name   = each.key
  region = local.apps[each.key].region

  # Without this block, heroku/heroku replaces an app of a team with an app of the account.
  dynamic "organization" {
    for_each = var.team[*]

    content {
      name = organization.value
    }
  }

  # The plan fails if it would delete an app.
  lifecycle {
    prevent_destroy = true
  }
}
