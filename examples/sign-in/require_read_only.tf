provider "modulex" {
  heroku {
    require_read_only = true
  }
}
