# One listing for all that follows. The plan fails, and says what is missing, unless every one of these apps is there.
data "modulex_heroku_apps" "all" {
  required_names = ["api", "web", "worker"]
}
