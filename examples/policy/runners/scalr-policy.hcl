# The policies of a Scalr policy group. The name is the one of the file heroku_apps.rego, from ./one-file.sh terraform.
version = "v1"

policy "heroku_apps" {
  enabled           = true
  enforcement_level = "hard-mandatory"
}
