# Denies apps outside the regions of the settings.
package main

import data.inventory
import data.settings

deny contains msg if {
	some app in inventory.apps
	not in_region(app)
	msg := sprintf("App %v: its region %v is not allowed.", [app.name, app.region])
}

in_region(app) if app.region in settings.regions
