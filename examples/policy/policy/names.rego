# Denies apps whose name does not match the pattern of the settings.
package heroku_apps

import rego.v1

required contains "name_pattern"

deny contains msg if {
	some app in apps
	not well_named(app)
	msg := sprintf("App %v: the name does not match settings.name_pattern.", [app.name])
}

well_named(app) if regex.match(settings.name_pattern, app.name)
