package inventory_test

import data.inventory
import data.main

# A data source in the state, as a plan shows it.
instance(address, values) := {
	"address": address,
	"mode": "data",
	"type": "modulex_heroku_apps",
	"values": object.union({"success": true, "apps": [], "total": 0}, values),
}

app(name) := {"apps": [{"name": name}], "total": 1}

plan(root) := {"prior_state": {"values": {"root_module": root}}, "resource_changes": []}

names := {app.name | some app in inventory.apps}

test_apps_of_the_root_of_instances_and_of_all_modules if {
	root := {
		"resources": [
			instance("data.modulex_heroku_apps.all", app("one")),
			instance(`data.modulex_heroku_apps.team["acme"]`, app("two")),
			instance(`data.modulex_heroku_apps.team["labs"]`, app("three")),
		],
		"child_modules": [{
			"resources": [instance("module.a.data.modulex_heroku_apps.all", app("four"))],
			"child_modules": [{"resources": [instance("module.a.module.b[0].data.modulex_heroku_apps.all", app("five"))]}],
		}],
	}
	names == {"one", "two", "three", "four", "five"} with input as plan(root)
}

test_apps_of_nothing_else if {
	listing := instance("data.modulex_heroku_apps.all", app("one"))
	root := {"resources": [
		object.union(listing, {"mode": "managed"}),
		object.union(listing, {"type": "http"}),
		{"address": "terraform_data.a", "mode": "managed", "type": "terraform_data", "values": {"input": {"resources": [listing]}}},
	]}
	names == set() with input as plan(root)
}

test_what_is_not_known_is_null if {
	root := {"resources": [instance("data.modulex_heroku_apps.all", app("one"))]}
	[row] := [app | some app in inventory.apps] with input as plan(root)
	row == object.union(inventory.unknown, {"name": "one"})
}

# What keeps a plan from being judged.
incomplete(input_plan) := msgs if {
	msgs := main.deny with input as input_plan
}

test_complete if incomplete(plan({"resources": [instance("data.modulex_heroku_apps.all", {})]})) == set()

test_complete_with_a_narrower_one_beside_it if {
	incomplete(plan({"resources": [
		instance("data.modulex_heroku_apps.all", {}),
		instance("data.modulex_heroku_apps.team", {"team": "acme"}),
	]})) == set()
}

none := "The plan has no inventory: no data source modulex_heroku_apps was read for it."

test_no_inventory if {
	every input_plan in [plan({}), plan({"resources": []}), {}, {"prior_state": null}, []] {
		incomplete(input_plan) == {none}
	}
}

test_put_off if {
	input_plan := object.union(plan({"resources": [instance("data.modulex_heroku_apps.all", {})]}), {"resource_changes": [{
		"address": "data.modulex_heroku_apps.late",
		"mode": "data",
		"type": "modulex_heroku_apps",
		"change": {"actions": ["read"]},
		"action_reason": "read_because_dependency_pending",
	}]})
	incomplete(input_plan) == {concat("", [
		"data.modulex_heroku_apps.late is read only when the plan is applied (read_because_dependency_pending), ",
		"so its apps are not known.",
	])}
}

test_not_read_to_the_end if {
	listing := instance("data.modulex_heroku_apps.all", {})
	every values in [{"success": false}, {"success": null}, {"success": "true"}, {}] {
		row := object.union(object.remove(listing, ["values"]), {"values": object.union({"apps": [], "total": 0}, values)})
		incomplete(plan({"resources": [row]})) == {"data.modulex_heroku_apps.all was not read to the end."}
	}
}

test_not_whole if {
	every narrow in [{"team": "acme"}, {"personal": true}, {"total": 1}, {"apps": null}] {
		incomplete(plan({"resources": [instance("data.modulex_heroku_apps.all", narrow)]})) == {"No data source modulex_heroku_apps has every app: each one has a team, personal or a filter."}
	}
}

test_failed_or_partial if {
	whole := plan({"resources": [instance("data.modulex_heroku_apps.all", {})]})
	incomplete(object.union(whole, {"errored": false, "complete": true})) == set()
	incomplete(object.union(whole, {"errored": true})) == {"The plan failed, so that an inventory may be missing."}
	incomplete(object.union(whole, {"complete": false})) == {"The plan is a part of one, as with -target, so that an inventory may be an old one."}
}
