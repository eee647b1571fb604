# The policies of a Scalr policy group. Each name is that of a file: ./one-file.sh terraform >heroku_apps.rego
version = "v1"

policy "heroku_apps" {
  enabled           = true
  enforcement_level = "hard-mandatory"
}
