# A value that looks like an inventory, but is none.

resource "terraform_data" "inventory" {
  input = { mode = "data", type = "modulex_heroku_apps", values = { success = true, apps = [], total = 0 } }
}
