# Denies apps on a stack whose support has ended or ends soon, and on a stack that the settings do not list.
package heroku_apps

import rego.v1

required contains "stacks"

required contains "stack_notice_days"

deny contains msg if {
	some app in apps
	not listed(app.stack)
	msg := sprintf("App %v: stack %v is not in settings.stacks.", [app.name, app.stack])
}

listed(stack) if stack in object.keys(settings.stacks)

deny contains msg if {
	some app in apps
	end := settings.stacks[app.stack]
	end != null
	not supported(end, settings.stack_notice_days)
	msg := sprintf("App %v: %v", [app.name, reason(app.stack, end)])
}

# Whether the last day of support is more than notice_days away.
supported(end, notice_days) if now + days(notice_days) < time.parse_ns("2006-01-02", end)

reason(stack, end) := msg if {
	supported(end, -1) # Heroku supports the stack on the last day.
	msg := sprintf(
		"support for %v ends on %v, and %v days' notice is required.",
		[stack, end, settings.stack_notice_days],
	)
} else := sprintf("support for %v ended on %v.", [stack, end]) if {
	time.parse_ns("2006-01-02", end)
} else := sprintf("the end of support for %v in settings.stacks is not a day: %v.", [stack, end])
