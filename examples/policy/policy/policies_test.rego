package heroku_apps_policies_test

import rego.v1

import data.heroku_apps

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

# The denials on a day for an app with this change from the good one.
denied_at(change, timestamp) := msgs if {
	msgs := heroku_apps.deny with input as plan(object.union(good, change), timestamp) with data.settings as settings
}

denied(change) := denied_at(change, "2026-06-01T00:00:00Z")

test_good if denied({}) == set()

test_stack if {
	denied({"stack": "heroku-99"}) == {"App api: stack heroku-99 is not in settings.stacks."}
	denied({"stack": null}) == {"App api: stack null is not in settings.stacks."}
	denied({"stack": "broken"}) == {"App api: the end of support for broken in settings.stacks is not a day: soon."}
	denied({"stack": "container"}) == set()
}

test_stack_near_its_end if {
	# 180 days before 2029-04-30.
	fresh := {"updated_at": "2028-10-01T00:00:00Z"}
	denied_at(fresh, "2028-10-31T23:59:59Z") == set()
	soon := {"App api: support for heroku-24 ends on 2029-04-30, and 180 days' notice is required."}
	denied_at(fresh, "2028-11-01T00:00:00Z") == soon
}

test_stack_after_its_end if {
	fresh := {"updated_at": "2029-04-30T00:00:00Z"}
	ends := {"App api: support for heroku-24 ends on 2029-04-30, and 180 days' notice is required."}
	denied_at(fresh, "2029-04-30T23:59:59Z") == ends
	ended := {"App api: support for heroku-24 ended on 2029-04-30."}
	denied_at(fresh, "2029-05-01T00:00:00Z") == ended
}

test_region if {
	denied({"region": "tokyo"}) == {"App api: region tokyo is not in settings.regions."}
	denied({"region": null}) == {"App api: region null is not in settings.regions."}
}

test_name if {
	denied({"name": "web-2"}) == {"App web-2: the name does not match settings.name_pattern."}
	denied({"name": null}) == {
		"App null: the name does not match settings.name_pattern.",
		"App null: it is not in settings.known_apps.",
	}
}

test_known if denied({"name": "web"}) == {"App web: it is not in settings.known_apps."}

test_idle if {
	denied_at({}, "2026-08-13T00:00:00Z") == set()
	idle := "App api: no update in the 90 days before the plan (last update: %v)."
	denied_at({}, "2026-08-13T00:00:01Z") == {sprintf(idle, ["2026-05-15T00:00:00Z"])}
	denied({"updated_at": null}) == {sprintf(idle, [null])}
	denied({"updated_at": "yesterday"}) == {sprintf(idle, ["yesterday"])}
}

# A setting of the wrong type denies.
test_wrong_settings if {
	every name in ["stacks", "stack_notice_days", "regions", "name_pattern", "idle_days", "known_apps"] {
		wrong := object.union(settings, {name: true})
		msgs := heroku_apps.deny with input as plan(good, "2026-06-01T00:00:00Z") with data.settings as wrong
		count(msgs) == 1
	}
}
