# The apps that Terraform does not manage. Where it creates the apps in this configuration, the default of this variable
# is better replaced by a local value: toset([for app in heroku_app.all : app.name]).
variable "managed_names" {
  description = "Names of the apps that Terraform manages."
  type        = set(string)
  default     = ["api", "web", "worker"]
}

output "unmanaged" {
  description = "Ids, by name, of the apps that Terraform does not manage."
  value = {
    for name, id in data.modulex_heroku_apps.all.ids : name => id
    if !contains(var.managed_names, name)
  }
}

# A warning in every plan while there are any. With a precondition of the output instead, it is an error.
check "unmanaged" {
  assert {
    condition     = length(setsubtract(keys(data.modulex_heroku_apps.all.ids), var.managed_names)) == 0
    error_message = "Not managed by Terraform: ${join(", ", setsubtract(keys(data.modulex_heroku_apps.all.ids), var.managed_names))}."
  }
}
