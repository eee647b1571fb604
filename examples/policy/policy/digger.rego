# Entry point for Digger's own policies.
package digger

import rego.v1

deny contains msg if some msg in data.heroku_apps.deny
