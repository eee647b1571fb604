# Every app of the list: an app that is new on Heroku gets its drain with the next apply.
resource "heroku_drain" "logs" {
  for_each = data.modulex_heroku_apps.all.ids

  app_id = each.value
  url    = "https://logs.example.com/heroku/${each.key}"
}

# Some apps, by their names.
resource "heroku_formation" "web" {
  for_each = toset(["api", "web"])

  app_id   = data.modulex_heroku_apps.all.ids[each.key]
  type     = "web"
  quantity = 2
  size     = "Standard-1X"
}
