# Entry point for HCP Terraform and Scalr.
package terraform

import rego.v1

deny contains msg if some msg in data.heroku_apps.deny
