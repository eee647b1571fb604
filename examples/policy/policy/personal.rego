# Denies apps that belong to no team, if settings.team_apps_only is set.
package heroku_apps

import rego.v1

optional contains "team_apps_only"

personal := {address: listing |
	some address, listing in listings
	listing.personal == true
	unfiltered(listing)
}

deny contains `No data source lists the personal apps: add one with "personal = true" and no filters.` if {
	team_apps_only
	count(personal) == 0
}

deny contains msg if {
	team_apps_only
	some listing in personal
	some app in listing.apps
	msg := sprintf("App %v: it is a personal app, and must be transferred to a team.", [app.name])
}

team_apps_only if object.get(settings, "team_apps_only", false) != false
