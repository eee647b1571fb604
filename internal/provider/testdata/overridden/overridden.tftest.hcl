override_data {
  target = data.modulex_heroku_apps.all
  values = {
    success = true
    total   = 1
    apps    = []
    ids     = { api = "01234567-89ab-cdef-0123-456789abcdef" }
  }
}

run "the_id_of_an_app" {
  assert {
    condition     = output.api == "01234567-89ab-cdef-0123-456789abcdef"
    error_message = "The output is ${output.api}, not the overriding id."
  }
}
