# Before 1.17, Terraform cannot mock ephemeral resources. For a token in the configuration, the
# provider sends no request, so the test configures the provider with a made-up token and overrides
# the data source.
provider "modulex" {
  heroku {
    token = "not-a-token"
  }
}

mock_provider "heroku" {}

override_data {
  target = data.modulex_heroku_apps.this
  values = {
    success = true
    total   = 1
    ids     = { api = "01234567-89ab-cdef-0123-456789abcdef" }
    apps = [
      { id = "01234567-89ab-cdef-0123-456789abcdef", name = "api", web_url = null, region = "eu", stack = "heroku-24", created_at = null, updated_at = null },
    ]
  }
}

run "domain_of_the_api" {
  assert {
    condition     = heroku_domain.api.app_id == "01234567-89ab-cdef-0123-456789abcdef"
    error_message = "Wrong app: ${heroku_domain.api.app_id}."
  }
}
