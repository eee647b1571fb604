package policies_test

import data.main

settings := {
	"stacks": {"container": null, "heroku-24": "2029-04-30", "broken": "soon"},
	"stack_notice_days": 180,
	"regions": ["eu", "us"],
	"name_pattern": "^[a-z]+(-[a-z]+)*$",
	"idle_days": 90,
	"known_apps": ["api", "web-2"],
}

good := {
	"id": "1",
	"name": "api",
	"region": "us",
	"stack": "heroku-24",
	"updated_at": "2026-05-15T00:00:00Z",
}

plan(app, timestamp) := {
	"timestamp": timestamp,
	"prior_state": {"values": {"root_module": {"resources": [{
		"address": "data.modulex_heroku_apps.all",
		"mode": "data",
		"type": "modulex_heroku_apps",
		"values": {"success": true, "total": 1, "apps": [app]},
	}]}}},
}

# What is denied when an app differs from the good one so, on a day.
denied_at(change, timestamp) := msgs if {
	msgs := main.deny with input as plan(object.union(good, change), timestamp) with data.settings as settings
}

denied(change) := denied_at(change, "2026-06-01T00:00:00Z")

test_good if denied({}) == set()

test_stack if {
	denied({"stack": "heroku-18"}) == {"App api: its stack heroku-18 is supported until an unknown day."}
	denied({"stack": null}) == {"App api: its stack null is supported until an unknown day."}
	denied({"stack": "broken"}) == {"App api: its stack broken is supported until soon."}
	denied({"stack": "container"}) == set()
}

test_stack_near_its_end if {
	# 180 days before 2029-04-30.
	fresh := {"updated_at": "2028-10-01T00:00:00Z"}
	denied_at(fresh, "2028-10-31T23:59:59Z") == set()
	denied_at(fresh, "2028-11-01T00:00:00Z") == {"App api: its stack heroku-24 is supported until 2029-04-30."}
}

test_region if {
	denied({"region": "tokyo"}) == {"App api: its region tokyo is not allowed."}
	denied({"region": null}) == {"App api: its region null is not allowed."}
}

test_name if {
	denied({"name": "web-2"}) == {"App web-2: its name does not match the rule."}
	denied({"name": null}) == {"App null: its name does not match the rule.", "App null: it is not a known app."}
}

test_known if denied({"name": "web"}) == {"App web: it is not a known app."}

test_idle if {
	denied_at({}, "2026-08-13T00:00:00Z") == set()
	denied_at({}, "2026-08-13T00:00:01Z") == {"App api: it was last updated at 2026-05-15T00:00:00Z, which is too long ago."}
	denied({"updated_at": null}) == {"App api: it was last updated at null, which is too long ago."}
	denied({"updated_at": "yesterday"}) == {"App api: it was last updated at yesterday, which is too long ago."}
}

# Without a time or without settings, nothing passes that needs them.
test_no_time if {
	msgs := main.deny with input as object.remove(plan(good, ""), ["timestamp"]) with data.settings as settings
	msgs == {
		"App api: its stack heroku-24 is supported until 2029-04-30.",
		"App api: it was last updated at 2026-05-15T00:00:00Z, which is too long ago.",
	}
}

test_no_settings if {
	msgs := main.deny with input as plan(good, "2026-06-01T00:00:00Z") with data.settings as {}
	count(msgs) == 5
}
