# One app, by its name. The resources of heroku/heroku want the id.
resource "heroku_domain" "api" {
  app_id   = data.modulex_heroku_apps.all.ids["api"]
  hostname = "api.example.com"
}
