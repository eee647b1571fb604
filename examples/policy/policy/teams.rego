# Denies apps that belong to none of the teams of the settings, if settings.teams is set.
package heroku_apps

import rego.v1

optional contains "teams"

team_apps[team] contains app.id if {
	some team in settings.teams
	some listing in listings
	listing.team == team
	some app in listing.apps
}

unlisted_teams contains team if {
	some team in settings.teams
	every listing in listings {
		object.get(listing, "team", null) != team
	}
}

deny contains msg if {
	some team in unlisted_teams
	msg := sprintf(`No data source lists the apps of the team %v: add one with "team = \"%v\"".`, [team, team])
}

deny contains msg if {
	"teams" in object.keys(settings)
	count(unlisted_teams) == 0
	some app in apps
	not in_team(app)
	msg := sprintf("App %v: it belongs to none of settings.teams.", [app.name])
}

in_team(app) if {
	some ids in team_apps
	app.id in ids
}
