# Denies a plan that cannot be judged, since its inventory is missing or may not be every app.
package main

import data.inventory

deny contains "The plan has no inventory: no data source modulex_heroku_apps was read for it." if {
	count(inventory.listings) == 0
}

deny contains msg if {
	some address, reason in inventory.deferred
	msg := sprintf("%v is read only when the plan is applied (%v), so its apps are not known.", [address, reason])
}

deny contains msg if {
	some address, listing in inventory.listings
	not listing.success == true
	msg := sprintf("%v was not read to the end.", [address])
}

deny contains "No data source modulex_heroku_apps has every app: each one has a team, personal or a filter." if {
	count(inventory.listings) > 0
	every listing in inventory.listings {
		not inventory.whole(listing)
	}
}

deny contains "The plan failed, so that an inventory may be missing." if input.errored == true

# With -target, prior_state has what was read when the state was written. Only Terraform's plan tells, by this attribute.
deny contains "The plan is a part of one, as with -target, so that an inventory may be an old one." if input.complete == false
