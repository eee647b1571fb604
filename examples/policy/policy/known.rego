# Denies apps that the settings do not list.
package heroku_apps

import rego.v1

required contains "known_apps"

deny contains msg if {
	some app in apps
	not known(app)
	msg := sprintf("App %v: it is not in settings.known_apps.", [app.name])
}

known(app) if app.name in settings.known_apps
