# The plan fails and lists every missing name.
data "modulex_heroku_apps" "all" {
  required_names = ["api", "web", "worker"]
}
