# Denies apps that are not in the list of the settings.
package main

import data.inventory
import data.settings

deny contains msg if {
	some app in inventory.apps
	not known(app)
	msg := sprintf("App %v: it is not a known app.", [app.name])
}

known(app) if app.name in settings.known_apps
