package herokutest

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"
)

// Email is the address of the account that the mock knows: every [Token] and
// every token let in with [Heroku.Authorize] is this account's.
const Email = "ada@example.com"

// teamDomain ends the address of an owner that is no person but a team.
const teamDomain = "@herokumanager.com"

// place is where an app runs and to whom it belongs.
type place struct {
	owner      string // empty for a team's own
	team       string
	space      string
	shield     bool
	region     string
	generation string
}

// places are taken in turn, so that a small inventory has every kind of app.
var places = []place{
	{owner: Email, region: "us", generation: "cedar"},
	{team: "acme", region: "us", generation: "cedar"},
	{owner: "grace@example.com", region: "eu", generation: "cedar"},
	{team: "acme", space: "acme-production", shield: true, region: "virginia", generation: "cedar"},
	{owner: Email, team: "labs", space: "labs-next", region: "frankfurt", generation: "fir"},
	{owner: Email, region: "eu", generation: "cedar"},
	{team: "labs", region: "eu", generation: "cedar"},
}

var (
	adjectives = strings.Fields("amber brave calm deep early fair gentle hidden icy jolly kind late mellow noble open proud")
	nouns      = strings.Fields("anchor brook cliff dawn ember forest grove harbor island jetty knoll lake meadow night ocean peak")
	cedars     = strings.Fields("heroku-24 heroku-22 container")
)

// Apps returns an inventory of n apps, the same for the same n, and the start
// of any longer one: apps of the account, apps it collaborates on and apps of
// two teams, acme and labs; of both generations, in public regions and in
// Private Spaces, with every nullable attribute null in some. The order by id,
// by name and by time of update are all different, and none is the order of
// the slice.
func Apps(n int) []App {
	apps := make([]App, n)
	for i := range apps {
		apps[i] = app(i)
	}
	return apps
}

// app returns app number i. The prime divisors keep its attributes from
// changing in step.
func app(i int) App {
	p := places[i%len(places)]
	id := uuid("app", i)
	name := appName(i)
	created := time.Date(2012, 1, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Minute)
	// An odd factor modulo a power of two is a permutation: no two apps are
	// updated in the same second.
	updated := time.Date(2023, 1, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(int64(i)*40503%(1<<26)) * time.Second)

	a := App{
		ACM:         i%2 == 0,
		CreatedAt:   created.Format(time.RFC3339),
		Generation:  identity("generation", p.generation),
		GitURL:      "https://git.heroku.com/" + name + ".git",
		ID:          id,
		Maintenance: i%11 == 10,
		Name:        name,
		Region:      identity("region", p.region),
		UpdatedAt:   updated.Format(time.RFC3339),
		Joined:      i%3 == 0,
		Locked:      i%5 == 1,
	}

	a.Stack = identity("stack", cedars[i%len(cedars)])
	a.BuildStack = a.Stack
	switch {
	case p.generation == "fir":
		a.Stack = identity("stack", "cnb")
		a.BuildStack = a.Stack
	case i%5 == 2: // set, and not yet built
		a.BuildStack = identity("stack", cedars[(i+1)%len(cedars)])
	}

	email := p.owner
	if email == "" {
		email = p.team + teamDomain
	}
	a.Owner = Owner{Email: email, ID: uuid("account", email)}

	if p.team != "" {
		team := identity("team", p.team)
		a.Team, a.Organization = &team, &team
	}
	internal := false
	if p.space != "" {
		a.Space = &Space{ID: uuid("space", p.space), Name: p.space, Shield: p.shield}
		internal = i%2 == 0
		a.InternalRouting = &internal
	}

	if released := i%13 != 12; released {
		a.ReleasedAt = new(a.UpdatedAt)
		a.RepoSize = new(1024 * (i % 997))
		a.SlugSize = new(2048 * (i % 991))
		a.BuildpackProvidedDescription = new("Go")
		if !internal {
			// The host carries an identifier since 2023-06-14 ("App Names
			// and Subdomains").
			a.WebURL = new("https://" + name + "-" + id[24:] + ".herokuapp.com/")
		}
	}
	if i%17 == 5 {
		a.ArchivedAt = new(a.UpdatedAt)
	}
	return a
}

// ownedByTeam reports whether no person owns a.
func (a App) ownedByTeam() bool {
	return strings.HasSuffix(a.Owner.Email, teamDomain)
}

// appName returns a name such as Heroku invents for an app that is created
// without one; the number makes it unique.
func appName(i int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "name %d", i))
	return fmt.Sprintf("%s-%s-%05d", adjectives[sum[0]%16], nouns[sum[1]%16], i)
}

func identity(kind, name string) Identity {
	return Identity{ID: uuid(kind, name), Name: name}
}

// uuid returns the UUID of a kind of resource and a key: the same today and
// tomorrow, and as evenly spread as a random one.
func uuid(kind string, key any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %v", kind, key))
	sum[6] = sum[6]&0x0f | 0x40 // version 4
	sum[8] = sum[8]&0x3f | 0x80 // variant 10
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
