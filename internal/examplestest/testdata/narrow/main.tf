# A filter leaves out the apps that the policies would deny.

terraform {
  required_providers {
    modulex = {
      source = "modulex/modulex"
    }
  }
}

data "modulex_heroku_apps" "good" {
  name_regex = "^api$"
}
