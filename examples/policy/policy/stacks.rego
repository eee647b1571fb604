# Denies apps on a stack that Heroku stops supporting soon, or that the settings do not know.
package main

import data.inventory
import data.settings

deny contains msg if {
	some app in inventory.apps
	not supported(app.stack)
	msg := sprintf("App %v: its stack %v is supported until %v.", [app.name, app.stack, support_end(app.stack)])
}

supported(stack) if settings.stacks[stack] == null

supported(stack) if {
	end := time.parse_ns("2006-01-02", settings.stacks[stack])
	inventory.now + inventory.days(settings.stack_notice_days) < end
}

default support_end(_) := "an unknown day"

support_end(stack) := settings.stacks[stack]
