# One inventory is read during the plan, the other is deferred until apply.

terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
  }
}

data "modulex_heroku_apps" "all" {}

resource "terraform_data" "release" {}

data "modulex_heroku_apps" "later" {
  depends_on = [terraform_data.release]
}
