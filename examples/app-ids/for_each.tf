# Every app. The next apply also creates a drain for each new app.
resource "heroku_drain" "logs" {
  for_each = data.modulex_heroku_apps.all.ids

  app_id = each.value
  url    = "https://logs.example.com/heroku/${each.key}"
}

# Some apps, by name.
resource "heroku_formation" "web" {
  for_each = toset(["api", "web"])

  app_id   = data.modulex_heroku_apps.all.ids[each.key]
  type     = "web"
  quantity = 2
  size     = "Standard-1X"
}
