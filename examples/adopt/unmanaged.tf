output "unmanaged" {
  description = "Ids of the apps that are not adopted yet, by name."
  value       = { for name, id in data.modulex_heroku_apps.all.ids : name => id if !contains(var.adopt, name) }
}
