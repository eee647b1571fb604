# Entry point for env zero.
package env0

import rego.v1

deny contains msg if some msg in data.heroku_apps.deny
