mock_provider "modulex" {}

# Overrides the data source in this run only.
run "no_apps" {
  variables {
    names = []
  }

  override_data {
    target = data.modulex_heroku_apps.this
    values = { success = true, total = 0, ids = {}, apps = [] }
  }

  assert {
    condition     = length(output.ids) == 0 && length(output.urls) == 0
    error_message = "An empty account returned ${jsonencode(output.ids)}."
  }
}

run "one_app" {
  variables {
    names = ["api"]
  }

  override_data {
    target = data.modulex_heroku_apps.this
    values = {
      success = true
      total   = 1
      ids     = { api = "id-9" }
      apps = [
        { id = "id-9", name = "api", web_url = "https://api.example.com/", region = null, stack = null, created_at = null, updated_at = null },
      ]
    }
  }

  assert {
    condition     = output.ids["api"] == "id-9"
    error_message = "Wrong ids: ${jsonencode(output.ids)}."
  }
}
