# Denies a plan that cannot be checked: its inventory is missing, deferred, partial or old, or a setting is missing.
package heroku_apps

import rego.v1

# Each policy adds its settings to required or optional.
missing := required - object.keys(settings)

configured if count(missing) == 0

deny contains "The policies have no settings. Pass the folder with data.yaml, for example: conftest test --data policy" if {
	settings == {}
}

deny contains msg if {
	settings != {}
	not configured
	msg := sprintf("data.yaml has no settings.%v.", [concat(", settings.", missing)])
}

deny contains msg if {
	unknown_settings := (object.keys(settings) - required) - optional
	count(unknown_settings) > 0
	msg := sprintf("No policy reads settings.%v of data.yaml.", [concat(", settings.", unknown_settings)])
}

deny contains "The plan has no inventory: it contains no result of a data source modulex_heroku_apps." if {
	count(listings) == 0
}

deny contains "The plan has no timestamp." if {
	count(listings) > 0
	not now
}

deny contains msg if {
	some address, reason in deferred
	msg := sprintf("The apps of %v are unknown: the read is deferred until apply (%v).", [address, reason])
}

deny contains msg if {
	some address, listing in listings
	not listing.success == true
	msg := sprintf("The listing of %v is incomplete.", [address])
}

deny contains "No data source modulex_heroku_apps lists every app: each has a team, personal or a filter." if {
	count(listings) > 0
	every listing in listings {
		not whole(listing)
	}
}

deny contains "The plan failed, so its inventory may be incomplete." if plan.errored == true

# With -target, prior_state has the inventory of the last apply. Terraform sets `complete` to false in such a plan, and HCP
# Terraform passes `target_addrs`. OpenTofu marks neither plans with -target nor plans with -exclude.
deny contains "The plan is partial, as with -target, so its inventory may be out of date." if partial

partial if {
	plan.complete == false
	not plan.errored == true
}

partial if count(input.run.target_addrs) > 0

# Only HCP Terraform passes these options.
deny contains "The run destroys without a refresh, so its inventory may be out of date." if {
	input.run.is_destroy == true
	input.run.refresh == false
}
