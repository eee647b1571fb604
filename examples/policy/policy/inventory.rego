# The inventory in a plan, as `terraform show -json` or `tofu show -json` gives it. What a data source read while the
# plan was made is in prior_state, and nowhere else.
package inventory

# The state's modules: the root, and all below it.
modules contains module if {
	some path
	walk(input.prior_state.values.root_module, [path, module])
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

# The instances that are read when the plan is applied, and why not before.
deferred[change.address] := object.get(change, "action_reason", "unknown") if {
	some change in input.resource_changes
	change.mode == "data"
	change.type == "modulex_heroku_apps"
	"read" in change.change.actions
}

# Whether a listing has every app: nothing narrows it.
whole(listing) if {
	object.get(listing, "team", null) == null
	object.get(listing, "personal", null) in {null, false}
	count(listing.apps) == listing.total
}

unknown := {
	"id": null, "name": null, "web_url": null, "region": null,
	"stack": null, "created_at": null, "updated_at": null,
}

# Every app of every listing. What is not known of one is null, so that no policy passes for want of it.
apps contains object.union(unknown, app) if {
	some listing in listings
	some app in listing.apps
}

# When the plan was made, in nanoseconds since 1970.
now := time.parse_rfc3339_ns(input.timestamp)

days(n) := ((n * 24) * 3600) * 1000000000
