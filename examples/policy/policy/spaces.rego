# Denies apps that run outside the Private Spaces of the settings, if settings.spaces is set.
package heroku_apps

import rego.v1

optional contains "spaces"

space_apps[space] contains app.id if {
	some space in settings.spaces
	some listing in listings
	listing.space == space
	some app in listing.apps
}

unlisted_spaces contains space if {
	some space in settings.spaces
	every listing in listings {
		object.get(listing, "space", null) != space
	}
}

deny contains msg if {
	some space in unlisted_spaces
	msg := sprintf(`No data source lists the apps of the Private Space %v: add one with "space = \"%v\"".`, [space, space])
}

deny contains msg if {
	"spaces" in object.keys(settings)
	count(unlisted_spaces) == 0
	some app in apps
	not in_space(app)
	msg := sprintf("App %v: it runs in none of settings.spaces.", [app.name])
}

in_space(app) if {
	some ids in space_apps
	app.id in ids
}
