# Terraform has one provider block and one data block for each account.

provider "modulex" {
  alias = "acme"

  heroku {
    credentials_file = var.credentials_files["acme"]
  }
}

provider "modulex" {
  alias = "labs"

  heroku {
    credentials_file = var.credentials_files["labs"]
  }
}

data "modulex_heroku_apps" "acme" {
  provider = modulex.acme
}

data "modulex_heroku_apps" "labs" {
  provider = modulex.labs
}

locals {
  inventories = { acme = data.modulex_heroku_apps.acme, labs = data.modulex_heroku_apps.labs }
}
