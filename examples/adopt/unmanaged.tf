output "unmanaged" {
  description = "Ids, by name, of the apps that are still to adopt."
  value       = { for name, id in data.modulex_heroku_apps.all.ids : name => id if !contains(var.adopt, name) }
}
