package heroku_apps_ownership_test

import rego.v1

import data.heroku_apps

settings := {
	"stacks": {"heroku-24": "2029-04-30"},
	"stack_notice_days": 180,
	"regions": ["eu"],
	"name_pattern": "^[a-z]+$",
	"idle_days": 90,
	"known_apps": ["api", "web"],
	"team_apps_only": true,
	"teams": ["acme", "labs"],
	"spaces": ["prod", "stage"],
}

app(name) := {
	"id": concat("-", ["id", name]), "name": name, "region": "eu",
	"stack": "heroku-24", "updated_at": "2026-05-15T00:00:00Z",
}

# A listing of apps with these names, and with these values.
listing(names, values) := object.union(
	{"success": true, "total": count(names), "apps": [app(name) | some name in names]},
	values,
)

owned := {
	"all": listing(["api", "web"], {}),
	"personal": listing([], {"personal": true}),
	"acme": listing(["api"], {"team": "acme"}),
	"labs": listing(["web"], {"team": "labs"}),
	"prod": listing(["api"], {"space": "prod", "total": 2}),
	"stage": listing(["web"], {"space": "stage", "total": 2}),
}

plan(listings) := {
	"timestamp": "2026-06-01T00:00:00Z",
	"prior_state": {"values": {"root_module": {"resources": [resource |
		some name, values in listings
		resource := {
			"address": concat(".", ["data.modulex_heroku_apps", name]),
			"mode": "data",
			"type": "modulex_heroku_apps",
			"values": values,
		}
	]}}},
}

denied(listings) := msgs if {
	msgs := heroku_apps.deny with input as plan(listings) with data.settings as settings
}

changed(name, names, values) := denied(object.union(owned, {name: listing(names, values)}))

without(name) := denied(object.remove(owned, [name]))

test_owned if denied(owned) == set()

test_personal if {
	changed("personal", ["api"], {"personal": true}) == {"App api: it is a personal app, and must be transferred to a team."}
}

test_personal_apps_not_listed if {
	want := {`No data source lists the personal apps: add one with "personal = true" and no filters.`}
	without("personal") == want
	changed("personal", [], {"personal": true, "total": 1}) == want
}

test_team if {
	changed("labs", [], {"team": "labs"}) == {"App web: it belongs to none of settings.teams."}
	changed("labs", ["web"], {"team": "strangers"}) == {`No data source lists the apps of the team labs: add one with "team = \"labs\"".`}
}

test_team_not_listed if {
	without("acme") == {`No data source lists the apps of the team acme: add one with "team = \"acme\"".`}
}

test_space if {
	changed("stage", [], {"space": "stage"}) == {"App web: it runs in none of settings.spaces."}
}

test_space_not_listed if {
	without("prod") == {`No data source lists the apps of the Private Space prod: add one with "space = \"prod\"".`}
}

test_settings_of_the_wrong_type if {
	every name in ["team_apps_only", "teams", "spaces"] {
		msgs := heroku_apps.deny with input as plan(owned) with data.settings as object.union(settings, {name: "?"})
		count(msgs) == {"team_apps_only": 0, "teams": 2, "spaces": 2}[name]
	}
}

test_optional if {
	few := object.remove(settings, ["team_apps_only", "teams", "spaces"])
	msgs := heroku_apps.deny with input as plan({"all": owned.all, "personal": owned.all}) with data.settings as few
	msgs == set()
}
