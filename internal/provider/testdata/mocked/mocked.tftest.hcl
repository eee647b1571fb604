mock_provider "modulex" {
  mock_data "modulex_heroku_apps" {
    defaults = {
      success = true
      total   = 2
      ids     = { api = "id-1", web = "id-2" }
      apps = [
        { id = "id-1", name = "api", web_url = null, region = "us", stack = "heroku-22", created_at = null, updated_at = null },
        { id = "id-2", name = "web", web_url = null, region = "us", stack = "heroku-24", created_at = null, updated_at = null },
      ]
    }
  }
}

run "mock_data" {
  assert {
    condition     = output.api_id == "id-1"
    error_message = "ids was not mocked."
  }
  assert {
    condition     = output.stacks == tolist(["heroku-22", "heroku-24"])
    error_message = "apps was not mocked."
  }
}

run "override_data" {
  override_data {
    target = data.modulex_heroku_apps.all
    values = {
      success = true
      total   = 1
      ids     = { api = "id-9" }
      apps = [
        { id = "id-9", name = "api", web_url = null, region = "us", stack = "container", created_at = null, updated_at = null },
      ]
    }
  }

  assert {
    condition     = output.api_id == "id-9"
    error_message = "ids was not overridden."
  }
  assert {
    condition     = output.stacks == tolist(["container"])
    error_message = "apps was not overridden."
  }
}
