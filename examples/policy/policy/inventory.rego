# Finds the apps in a plan. The results of data sources are only in prior_state.
package heroku_apps

import rego.v1

# The modules of the state: the root module and all modules below it.
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

# The result of each instance of the data source, by address.
listings[resource.address] := resource.values if {
	some module in modules
	some resource in module.resources
	resource.mode == "data"
	resource.type == "modulex_heroku_apps"
}

# The reason of each read that is deferred until apply, by address.
deferred[change.address] := object.get(change, "action_reason", "unknown") if {
	some change in plan.resource_changes
	change.mode == "data"
	change.type == "modulex_heroku_apps"
	"read" in change.change.actions
}

# Whether the filters of a listing left out no app.
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

# Every app of every listing. A missing attribute is null, so that no policy skips the app. The set is empty if a setting or
# the plan's timestamp is missing: complete.rego then denies the plan once, instead of each app.
apps contains object.union(unknown, app) if {
	configured
	is_number(now)
	some listing in listings
	some app in listing.apps
}
