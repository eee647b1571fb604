package heroku_apps_inventory_test

import rego.v1

import data.heroku_apps

timestamp := "2026-06-01T00:00:00Z"

settings := {
	"stacks": {"heroku-24": "2029-04-30"},
	"stack_notice_days": 180,
	"regions": ["eu"],
	"name_pattern": "^[a-z]+$",
	"idle_days": 90,
	"known_apps": ["one"],
}

# A data source in the state, as a plan shows it.
instance(address, values) := {
	"address": address,
	"mode": "data",
	"type": "modulex_heroku_apps",
	"values": object.union({"success": true, "apps": [], "total": 0}, values),
}

app(name) := {"apps": [{"name": name}], "total": 1}

plan(root) := {"timestamp": timestamp, "prior_state": {"values": {"root_module": root}}, "resource_changes": []}

names(input_plan) := {app.name | some app in found} if {
	found := heroku_apps.apps with input as input_plan with data.settings as settings
}

denied(document) := msgs if {
	msgs := heroku_apps.deny with input as document with data.settings as settings
}

test_apps_of_all_modules_and_instances if {
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
	names(plan(root)) == {"one", "two", "three", "four", "five"}
}

test_other_resources_are_ignored if {
	listing := instance("data.modulex_heroku_apps.all", app("one"))
	root := {"resources": [
		object.union(listing, {"mode": "managed"}),
		object.union(listing, {"type": "http"}),
		{
			"address": "terraform_data.a",
			"mode": "managed",
			"type": "terraform_data",
			"values": {"input": {"resources": [listing]}},
		},
	]}
	names(plan(root)) == set()
}

test_missing_attributes_are_null if {
	root := {"resources": [instance("data.modulex_heroku_apps.all", app("one"))]}
	found := heroku_apps.apps with input as plan(root) with data.settings as settings
	found == {object.union(heroku_apps.unknown, {"name": "one"})}
}

empty := plan({"resources": [instance("data.modulex_heroku_apps.all", {})]})

test_complete if denied(empty) == set()

test_complete_with_a_narrower_listing if {
	denied(plan({"resources": [
		instance("data.modulex_heroku_apps.all", {}),
		instance("data.modulex_heroku_apps.team", {"team": "acme"}),
	]})) == set()
}

none := "The plan has no inventory: it contains no result of a data source modulex_heroku_apps."

test_no_inventory if {
	# A variable, because the compiler of OPA 0.59 fails on calls in the domain of every.
	documents := [plan({}), plan({"resources": []}), {}, {"prior_state": null}, []]
	every document in documents {
		denied(document) == {none}
	}
}

test_every_runner if {
	every document in [
		empty,
		{"plan": empty, "run": {"organization": {"name": "acme"}}},
		{"plan": empty, "run": {"target_addrs": []}},
		{"tfplan": empty, "tfrun": {"is_destroy": false}},
		{"terraform": empty},
		{"terraform": {"resource_changes": []}, "third_party_metadata": {"custom": {"plan": empty}}},
	] {
		denied(document) == set()
	}
}

# Spacelift without the hook.
test_no_state if denied({"terraform": {"resource_changes": []}, "spacelift": {}}) == {none}

test_deferred if {
	denied(object.union(empty, {"resource_changes": [{
		"address": "data.modulex_heroku_apps.late",
		"mode": "data",
		"type": "modulex_heroku_apps",
		"change": {"actions": ["read"]},
		"action_reason": "read_because_dependency_pending",
	}]})) == {concat("", [
		"The apps of data.modulex_heroku_apps.late are unknown: ",
		"the read is deferred until apply (read_because_dependency_pending).",
	])}
}

test_incomplete if {
	listing := object.remove(instance("data.modulex_heroku_apps.all", {}), ["values"])
	every values in [{"success": false}, {"success": null}, {"success": "true"}, {}] {
		row := object.union(listing, {"values": object.union({"apps": [], "total": 0}, values)})
		denied(plan({"resources": [row]})) == {"The listing of data.modulex_heroku_apps.all is incomplete."}
	}
}

test_narrow if {
	every narrow in [{"team": "acme"}, {"personal": true}, {"total": 1}, {"apps": null}] {
		denied(plan({"resources": [instance("data.modulex_heroku_apps.all", narrow)]})) == {concat(" ", [
			"No data source modulex_heroku_apps lists every app:",
			"each has a team, personal or a filter.",
		])}
	}
}

test_failed if {
	denied(object.union(empty, {"errored": false, "complete": true})) == set()
	denied(object.union(empty, {"errored": true, "complete": false})) == {"The plan failed, so its inventory may be incomplete."}
}

test_partial if {
	want := {"The plan is partial, as with -target, so its inventory may be out of date."}
	partial := object.union(empty, {"complete": false})
	every document in [
		partial,
		{"plan": partial, "run": {}},
		{"plan": empty, "run": {"target_addrs": ["heroku_app.web"]}},
		{"plan": partial, "run": {"target_addrs": ["heroku_app.web"]}},
	] {
		denied(document) == want
	}
}

test_destroy_without_refresh if {
	every run in [{"is_destroy": true, "refresh": true}, {"is_destroy": false, "refresh": false}, {}] {
		denied({"plan": empty, "run": run}) == set()
	}
	want := {"The run destroys without a refresh, so its inventory may be out of date."}
	denied({"plan": empty, "run": {"is_destroy": true, "refresh": false}}) == want
}

# One denial, instead of several for each app.
test_no_timestamp if {
	root := {"resources": [instance("data.modulex_heroku_apps.all", app("one"))]}
	every timestamp in [null, "", "yesterday", 1] {
		denied(object.union(plan(root), {"timestamp": timestamp})) == {"The plan has no timestamp."}
	}
	denied(object.remove(plan(root), ["timestamp"])) == {"The plan has no timestamp."}
}

test_no_settings if {
	root := {"resources": [instance("data.modulex_heroku_apps.all", app("one"))]}
	every none in [{}, null, []] {
		msgs := heroku_apps.deny with input as plan(root) with data.settings as none
		msgs == {"The policies have no settings. Pass the folder with data.yaml, for example: conftest test --data policy"}
	}
}

test_a_setting_missing if {
	root := {"resources": [instance("data.modulex_heroku_apps.all", app("one"))]}
	some name in object.keys(settings)
	msgs := heroku_apps.deny with input as plan(root) with data.settings as object.remove(settings, [name])
	sprintf("data.yaml has no settings.%v.", [name]) in msgs
}

test_an_unknown_setting if {
	mistyped := object.union(settings, {"team": ["acme"]})
	msgs := heroku_apps.deny with input as empty with data.settings as mistyped
	msgs == {"No policy reads settings.team of data.yaml."}
}
