# Denies apps that were not updated for too long before the plan was made.
package main

import data.inventory
import data.settings

deny contains msg if {
	some app in inventory.apps
	not updated_lately(app)
	msg := sprintf("App %v: it was last updated at %v, which is too long ago.", [app.name, app.updated_at])
}

updated_lately(app) if {
	time.parse_rfc3339_ns(app.updated_at) + inventory.days(settings.idle_days) >= inventory.now
}
