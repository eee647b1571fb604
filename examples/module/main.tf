# A module that returns the ids and web addresses of some apps, by name.

terraform {
  required_version = ">= 1.2" # preconditions

  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
  }
}

variable "names" {
  description = "Names of the apps."
  type        = set(string)
  default     = ["api", "web"]
}

data "modulex_heroku_apps" "this" {
  required_names = var.names
}

locals {
  urls = { for app in data.modulex_heroku_apps.this.apps : app.name => app.web_url if contains(var.names, app.name) }
}

output "ids" {
  description = "Id of each app, by name."
  value       = { for name in var.names : name => data.modulex_heroku_apps.this.ids[name] }
}

output "urls" {
  description = "Web address of each app, by name."
  value       = local.urls

  precondition {
    condition     = alltrue([for url in values(local.urls) : url != null])
    error_message = "Apps without a web address: ${join(", ", [for name, url in local.urls : name if url == null])}."
  }
}
