terraform {
  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = "~> 0.1"
    }
  }
}

# A team's web apps in the US on a current stack. The plan fails unless web-checkout is one of them.
data "modulex_heroku_apps" "web" {
  team = "acme"

  name_regex     = "^web-"
  regions        = ["us"]
  stacks         = ["heroku-24", "heroku-26"]
  required_names = ["web-checkout"]

  timeouts {
    read = "10m"
  }
}

output "web_apps" {
  value = "${length(data.modulex_heroku_apps.web.apps)} of ${data.modulex_heroku_apps.web.total} apps"
}
