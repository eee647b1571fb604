# A module with `for_each` that contains a data source with `for_each`.

module "account" {
  source   = "./inventory"
  for_each = toset(["eu", "us"])

  region = each.key
}
