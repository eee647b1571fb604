terraform {
  required_version = ">= 1.0"

  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
  }
}

variable "credentials_files" {
  description = "Credentials file of each account, by name of the account."
  type        = map(string)
  nullable    = false
  default = {
    acme = "~/.config/terraform-provider-modulex/acme.json"
    labs = "~/.config/terraform-provider-modulex/labs.json"
  }

  # If a file is null, the provider uses the credentials of the environment.
  validation {
    condition     = alltrue([for file in values(var.credentials_files) : file != null])
    error_message = "Each account needs a credentials file."
  }
}
