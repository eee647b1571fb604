# A module with `for_each`, and in it a data source with `for_each`.

module "account" {
  source   = "./inventory"
  for_each = toset(["eu", "us"])

  region = each.key
}
