# Every run in this file uses this inventory. The runs need no account, no token and no network.
mock_provider "modulex" {
  mock_data "modulex_heroku_apps" {
    defaults = {
      success = true
      total   = 3
      ids     = { api = "id-1", old = "id-2", web = "id-3" }
      apps = [
        { id = "id-1", name = "api", web_url = "https://api.example.com/", region = "eu", stack = "heroku-24", created_at = null, updated_at = null },
        { id = "id-2", name = "old", web_url = null, region = "us", stack = "heroku-22", created_at = null, updated_at = null },
        { id = "id-3", name = "web", web_url = "https://web.example.com/", region = "eu", stack = "heroku-24", created_at = null, updated_at = null },
      ]
    }
  }
}

run "named_apps" {
  assert {
    condition     = output.ids == { api = "id-1", web = "id-3" }
    error_message = "Wrong ids: ${jsonencode(output.ids)}."
  }
  assert {
    condition     = output.urls == { api = "https://api.example.com/", web = "https://web.example.com/" }
    error_message = "Wrong addresses: ${jsonencode(output.urls)}."
  }
}

# The precondition fails in the plan, so the run must not apply.
run "an_app_without_an_address" {
  command = plan

  variables {
    names = ["old"]
  }

  expect_failures = [output.urls]
}
