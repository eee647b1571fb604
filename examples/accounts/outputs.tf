output "ids" {
  description = "Ids of the apps, by account and name."
  value       = { for account, inventory in local.inventories : account => inventory.ids }
}
