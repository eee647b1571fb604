# One app, by name. The resources of heroku/heroku take its id.
resource "heroku_domain" "api" {
  app_id   = data.modulex_heroku_apps.all.ids["api"]
  hostname = "api.example.com"
}
