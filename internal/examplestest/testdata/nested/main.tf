# An inventory of the instances of a data source, in the instances of a module.

module "account" {
  source   = "./inventory"
  for_each = toset(["eu", "us"])

  region = each.key
}
