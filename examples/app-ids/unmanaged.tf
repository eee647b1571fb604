# The apps that Terraform does not manage. If this configuration creates the apps, replace the
# variable with a local value: toset([for app in heroku_app.all : app.name]).
variable "managed_names" {
  description = "Names of the apps that Terraform manages."
  type        = set(string)
  default     = ["api", "web", "worker"]
}

output "unmanaged" {
  description = "Ids of the apps that Terraform does not manage, by name."
  value = {
    for name, id in data.modulex_heroku_apps.all.ids : name => id
    if !contains(var.managed_names, name)
  }
}

# Warns if there are such apps. To fail the plan instead, use a precondition of the output.
check "unmanaged" {
  assert {
    condition     = length(setsubtract(keys(data.modulex_heroku_apps.all.ids), var.managed_names)) == 0
    error_message = "Not managed by Terraform: ${join(", ", setsubtract(keys(data.modulex_heroku_apps.all.ids), var.managed_names))}."
  }
}
