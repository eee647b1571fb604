# Finds the apps in a plan. What a data source read during the plan is in prior_state, and nowhere else.
package heroku_apps

import rego.v1

# The modules of the state: the root, and all below it.
modules contains plan.prior_state.values.root_module

modules contains module if {
	some path
	walk(plan.prior_state.values.root_module.child_modules, [path, module])
	every step in path {
		leads_to_modules(step)
	}
	is_object(module)
}

leads_to_modules("child_modules")

leads_to_modules(step) if is_number(step)

# What each instance of the data source read, by its address.
listings[resource.address] := resource.values if {
	some module in modules
	some resource in module.resources
	resource.mode == "data"
	resource.type == "modulex_heroku_apps"
}

# The instances that are read during apply, and the reason.
deferred[change.address] := object.get(change, "action_reason", "unknown") if {
	some change in plan.resource_changes
	change.mode == "data"
	change.type == "modulex_heroku_apps"
	"read" in change.change.actions
}

# Whether no filter left out an app.
unfiltered(listing) if count(listing.apps) == listing.total

# Whether a listing has every app.
whole(listing) if {
	object.get(listing, "team", null) == null
	object.get(listing, "personal", null) in {null, false}
	unfiltered(listing)
}

unknown := {
	"id": null, "name": null, "web_url": null, "region": null,
	"stack": null, "created_at": null, "updated_at": null,
}

# Every app of every listing. A missing attribute is null, so that no policy passes for lack of it. Without all settings
# and the time of the plan there are no apps: complete.rego denies such a plan once, instead of every app in it.
apps contains object.union(unknown, app) if {
	configured
	is_number(now)
	some listing in listings
	some app in listing.apps
}
