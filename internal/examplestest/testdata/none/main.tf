# No inventory, but a value that looks like one.

resource "terraform_data" "inventory" {
  input = { mode = "data", type = "modulex_heroku_apps", values = { success = true, apps = [], total = 0 } }
}
