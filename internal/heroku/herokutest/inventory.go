package herokutest

import (
	"encoding/json"
	"maps"
	"sync"
)

const (
	// since is when the account and everything in it except apps were created.
	since     = "2015-03-02T09:30:00Z"
	lastLogin = "2026-11-20T08:00:00Z"
)

// resource encodes a resource other than an app. The attributes override the common ones.
func resource(kind, name string, attributes map[string]any) *item {
	all := map[string]any{"id": uuid(kind, name), "name": name, "created_at": since, "updated_at": since}
	maps.Copy(all, attributes)
	return &item{id: uuid(kind, name), name: name, updatedAt: since, json: mustMarshal(all)}
}

// account is the response of GET /account.
var account = resource("account", Email, map[string]any{
	"allow_tracking":            false,
	"beta":                      false,
	"country_of_residence":      nil,
	"default_organization":      nil,
	"default_team":              nil,
	"delinquent_at":             nil,
	"email":                     Email,
	"federated":                 false,
	"identity_provider":         nil,
	"last_login":                lastLogin,
	"name":                      "Ada",
	"sms_number":                nil,
	"suspended_at":              nil,
	"two_factor_authentication": true,
	"verified":                  true,
})

// members are the members of every team.
var members = newListing([]*item{newMember(Email, "Ada", "admin"), newMember("grace@example.com", "Grace", "member")})

func newMember(email, name, role string) *item {
	id := uuid("member", email)
	return &item{id: id, name: email, updatedAt: since, json: mustMarshal(map[string]any{
		"created_at":                since,
		"email":                     email,
		"federated":                 false,
		"id":                        id,
		"identity_provider":         nil,
		"role":                      role,
		"two_factor_authentication": true,
		"updated_at":                since,
		"user":                      map[string]any{"email": email, "id": uuid("account", email), "name": name},
	})}
}

var regions = newListing([]*item{
	newRegion("us", "Virginia", "United States", false), newRegion("eu", "Dublin", "Ireland", false),
	newRegion("virginia", "Virginia", "United States", true), newRegion("frankfurt", "Frankfurt", "Germany", true),
})

func newRegion(name, locale, country string, private bool) *item {
	return resource("region", name, map[string]any{
		"country":         country,
		"description":     locale + ", " + country,
		"locale":          locale,
		"private_capable": private,
		"provider":        map[string]any{"name": "amazon-web-services", "region": "us-east-1"},
	})
}

var stacks = newListing([]*item{
	newStack("heroku-22", false), newStack("heroku-24", true), newStack("heroku-26", false),
	newStack("cnb", false), newStack("container", false),
})

func newStack(name string, byDefault bool) *item {
	return resource("stack", name, map[string]any{"default": byDefault, "state": "public"})
}

// team is a team with its apps.
type team struct {
	*item

	member bool // whether the account belongs to it
	apps   func() *listing
}

func newTeam(id Identity, member bool, apps []App) *team {
	return &team{
		item: resource("team", id.Name, map[string]any{
			"credit_card_collections": false,
			"default":                 false,
			"enterprise_account":      nil,
			"id":                      id.ID,
			"identity_provider":       nil,
			"membership_limit":        25,
			"provisioned_licenses":    false,
			"role":                    "admin",
			"type":                    "team",
		}),
		member: member,
		apps: sync.OnceValue(func() *listing {
			items := make([]*item, len(apps))
			for i, a := range apps {
				items[i] = a.item(a.inTeam())
			}
			return newListing(items)
		}),
	}
}

func newSpace(a App) *item {
	return resource("space", a.Space.Name, map[string]any{
		"cidr":         "10.0.0.0/16",
		"data_cidr":    "10.1.0.0/16",
		"generation":   a.Generation,
		"id":           a.Space.ID,
		"organization": map[string]any{"name": a.Team.Name},
		"region":       a.Region,
		"shield":       a.Space.Shield,
		"state":        "allocated",
		"team":         a.Team,
	})
}

// inventory is everything that can be listed. It is immutable: [Heroku.SetApps] and
// [Heroku.AddTeam] replace it.
type inventory struct {
	apps, personal, teams, spaces *listing

	allTeams map[string]*team // by name, including foreign teams
}

// newInventory encodes apps. A team exists if it has an app or is in teams, whose values report
// whether the account belongs to the team.
func newInventory(apps []App, teams map[string]bool) *inventory {
	var all, personal, own, spaces []*item
	identities := make(map[string]Identity)
	byTeam := make(map[string][]App)
	inSpace := make(map[string]bool)
	for name := range teams {
		identities[name] = identity("team", name)
	}
	for _, a := range apps {
		it := a.item(a)
		all = append(all, it)
		if a.Team == nil {
			personal = append(personal, it)
			continue
		}
		identities[a.Team.Name] = *a.Team
		byTeam[a.Team.Name] = append(byTeam[a.Team.Name], a)
		if a.Space != nil && !inSpace[a.Space.Name] {
			inSpace[a.Space.Name] = true
			spaces = append(spaces, newSpace(a))
		}
	}

	inv := &inventory{
		apps: newListing(all), personal: newListing(personal), spaces: newListing(spaces),
		allTeams: make(map[string]*team),
	}
	for name, id := range identities {
		member, added := teams[name]
		t := newTeam(id, member || !added, byTeam[name])
		inv.allTeams[name] = t
		if t.member {
			own = append(own, t.item)
		}
	}
	inv.teams = newListing(own)
	return inv
}

// team returns the team with the name or id, or nil.
func (inv *inventory) team(nameOrID string) *team {
	for _, t := range inv.allTeams {
		if t.name == nameOrID || t.id == nameOrID {
			return t
		}
	}
	return nil
}

// mustMarshal encodes a value of a type that always encodes.
func mustMarshal(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}
