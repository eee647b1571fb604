# For other configurations. This output changes only when an app is created, renamed or deleted.
# An output of apps also changes with every deploy, because updated_at changes.
output "ids" {
  description = "Id of each app, by name."
  value       = data.modulex_heroku_apps.all.ids
}
