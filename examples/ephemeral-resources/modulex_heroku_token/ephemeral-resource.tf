# The token that this provider has signed in with.
ephemeral "modulex_heroku_token" "this" {}

# Heroku's own provider works with the same sign-in.
provider "heroku" {
  api_key = ephemeral.modulex_heroku_token.this.access_token
}
