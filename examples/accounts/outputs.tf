output "ids" {
  description = "Ids, by name, of the apps of each account."
  value       = { for account, inventory in local.inventories : account => inventory.ids }
}
