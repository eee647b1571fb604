provider "modulex" {
  heroku {
    token_command = ["heroku", "auth:token"]
  }
}
