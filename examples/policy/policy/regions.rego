# Denies apps outside the regions of the settings.
package heroku_apps

import rego.v1

required contains "regions"

deny contains msg if {
	some app in apps
	not in_region(app)
	msg := sprintf("App %v: region %v is not in settings.regions.", [app.name, app.region])
}

in_region(app) if app.region in settings.regions
