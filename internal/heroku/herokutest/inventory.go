package herokutest

import (
	"encoding/json"
	"maps"
	"slices"
	"sync"
)

// team is one team of the account, with the attributes of Heroku's schema.
type team struct {
	CreatedAt             string    `json:"created_at"`
	CreditCardCollections bool      `json:"credit_card_collections"`
	Default               bool      `json:"default"`
	EnterpriseAccount     *Identity `json:"enterprise_account"`
	ID                    string    `json:"id"`
	IdentityProvider      *Identity `json:"identity_provider"`
	MembershipLimit       *int      `json:"membership_limit"`
	Name                  string    `json:"name"`
	ProvisionedLicenses   bool      `json:"provisioned_licenses"`
	Role                  string    `json:"role"`
	Type                  string    `json:"type"`
	UpdatedAt             string    `json:"updated_at"`
}

// accountJSON is what GET /account says, with the attributes of Heroku's
// schema.
var accountJSON = mustMarshal(map[string]any{
	"allow_tracking":            false,
	"beta":                      false,
	"country_of_residence":      nil,
	"created_at":                "2012-01-01T12:00:00Z",
	"default_organization":      nil,
	"default_team":              nil,
	"delinquent_at":             nil,
	"email":                     Email,
	"federated":                 false,
	"id":                        uuid("account", Email),
	"identity_provider":         nil,
	"last_login":                "2012-01-01T12:00:00Z",
	"name":                      "Ada",
	"sms_number":                nil,
	"suspended_at":              nil,
	"two_factor_authentication": true,
	"updated_at":                "2012-01-01T12:00:00Z",
	"verified":                  true,
})

// inventory is all that can be listed. It does not change; [Heroku.SetApps]
// and [Heroku.AddTeam] put another in its place.
type inventory struct {
	apps     *listing
	personal *listing
	teams    *listing
	teamApps map[string]func() *listing // by the team's name and by its id
}

// newInventory encodes and sorts apps. A team is known by an app of it or by
// being among names.
func newInventory(apps []App, names []string) *inventory {
	var all, personal []*item
	teams := make(map[string]team)
	members := make(map[string][]App)
	for _, name := range names {
		teams[name] = newTeam(identity("team", name))
	}
	for _, a := range apps {
		it := &item{id: a.ID, name: a.Name, updatedAt: a.UpdatedAt, json: mustMarshal(a)}
		all = append(all, it)
		if a.Team == nil {
			personal = append(personal, it)
			continue
		}
		teams[a.Team.Name] = newTeam(*a.Team)
		members[a.Team.Name] = append(members[a.Team.Name], a)
	}

	inv := &inventory{
		apps:     newListing(all),
		personal: newListing(personal),
		teamApps: make(map[string]func() *listing),
	}
	var items []*item
	for _, t := range teams {
		items = append(items, &item{id: t.ID, name: t.Name, updatedAt: t.UpdatedAt, json: mustMarshal(t)})
		list := sync.OnceValue(func() *listing { return teamListing(members[t.Name]) })
		inv.teamApps[t.ID], inv.teamApps[t.Name] = list, list
	}
	inv.teams = newListing(items)
	return inv
}

func newTeam(id Identity) team {
	return team{
		CreatedAt: "2012-01-01T12:00:00Z",
		ID:        id.ID,
		Name:      id.Name,
		Role:      "admin",
		Type:      "team",
		UpdatedAt: "2012-01-01T12:00:00Z",
	}
}

func teamListing(apps []App) *listing {
	items := make([]*item, len(apps))
	for i, a := range apps {
		items[i] = &item{id: a.ID, name: a.Name, updatedAt: a.UpdatedAt, json: mustMarshal(a.TeamApp())}
	}
	return newListing(items)
}

// team returns the team of that name or id.
func (inv *inventory) team(nameOrID string) (*item, bool) {
	for _, t := range inv.teams.ascending["name"] {
		if t.name == nameOrID || t.id == nameOrID {
			return t, true
		}
	}
	return nil, false
}

// Teams returns the names of all teams, sorted: those of the apps and those
// added with [Heroku.AddTeam].
func (h *Heroku) Teams() []string {
	var names []string
	for _, t := range h.current().teams.ascending["name"] {
		names = append(names, t.name)
	}
	return names
}

// SetApps replaces the apps. It may be called at any time, also between two
// pages of a listing; teams added with [Heroku.AddTeam] stay.
func (h *Heroku) SetApps(apps []App) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.apps = slices.Clone(apps)
	h.inventory = newInventory(h.apps, slices.Collect(maps.Keys(h.added)))
}

// AddTeam makes a team known that need not have an app.
func (h *Heroku) AddTeam(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.added[name] = true
	h.inventory = newInventory(h.apps, slices.Collect(maps.Keys(h.added)))
}

// current returns what can be listed now.
func (h *Heroku) current() *inventory {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.inventory
}

// mustMarshal encodes a value of a type that always encodes.
func mustMarshal(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}
