# Denies apps without an update for too long before the plan.
package heroku_apps

import rego.v1

required contains "idle_days"

deny contains msg if {
	some app in apps
	not updated_lately(app)
	msg := sprintf(
		"App %v: no update in the %v days before the plan (last update: %v).",
		[app.name, settings.idle_days, app.updated_at],
	)
}

updated_lately(app) if time.parse_rfc3339_ns(app.updated_at) + days(settings.idle_days) >= now
