# Other configurations read this output. It changes when an app is created, renamed or deleted.
# An output of apps changes with every deploy too, because updated_at does.
output "ids" {
  description = "Id of each app, by name."
  value       = data.modulex_heroku_apps.all.ids
}
