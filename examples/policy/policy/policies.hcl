# A policy set of HCP Terraform.
policy "heroku_apps" {
  description       = "The Heroku apps of the account follow the rules in data.yaml."
  query             = "data.terraform.deny"
  enforcement_level = "mandatory"
}
