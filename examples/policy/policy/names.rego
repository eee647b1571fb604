# Denies apps whose name does not follow the rule of the settings.
package main

import data.inventory
import data.settings

deny contains msg if {
	some app in inventory.apps
	not well_named(app)
	msg := sprintf("App %v: its name does not match the rule.", [app.name])
}

well_named(app) if regex.match(settings.name_pattern, app.name)
