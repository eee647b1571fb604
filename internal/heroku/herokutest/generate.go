package herokutest

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"
)

// Email is the address of the mock's only account.
const Email = "ada@example.com"

// place describes where an app runs and who owns it.
type place struct {
	owner      string // empty if the team owns the app
	team       string
	space      string
	shield     bool
	region     string
	generation string
}

// places are assigned to the apps in turn, so that a small inventory has every kind of app.
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
	// Stacks of Cedar apps, weighted by repetition.
	cedars = strings.Fields("heroku-24 heroku-22 heroku-24 container heroku-26")
	// Descriptions that buildpacks provide.
	languages = strings.Fields("Go Node.js Python Ruby")
)

// today is the day of the latest update in [Apps]. It is fixed, so that tests are repeatable.
var today = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

// Apps returns an inventory of n apps. It is always the same: the first n apps of any larger one.
//
// It has apps that the account owns, apps that it collaborates on, and apps of two teams, acme and
// labs. They have both generations, run in public regions and in Private Spaces, and were created
// over ten years and updated over two. The orders by id, by name and by time of update differ from
// each other and from the order of the slice.
func Apps(n int) []App { return AppsUntil(today, n) }

// AppsUntil returns the apps of [Apps], but with the latest update on the given day.
func AppsUntil(day time.Time, n int) []App {
	apps := make([]App, n)
	for i := range apps {
		apps[i] = app(day, i)
	}
	return apps
}

// app returns app number i. The prime divisors keep its attributes from changing in step.
func app(day time.Time, i int) App {
	const hour = time.Hour
	p := places[i%len(places)]
	// An odd factor modulo a power of two is a permutation: no two apps are updated in the same
	// second.
	updated := day.UTC().Truncate(24 * hour).Add(-time.Duration(1+int64(i)*40503%(1<<26)) * time.Second)
	released := updated.Add(-time.Duration(i%47) * hour)
	created := released.Add(-time.Duration(1+i*7919%(8*365*24)) * hour)

	email := cmp.Or(p.owner, p.team+"@herokumanager.com")
	a := App{
		ACM:         i%2 == 0,
		CreatedAt:   created.Format(time.RFC3339),
		Generation:  identity("generation", p.generation),
		ID:          uuid("app", i),
		Maintenance: i%11 == 10,
		Owner:       Owner{Email: email, ID: uuid("account", email)},
		Region:      identity("region", p.region),
		Stack:       identity("stack", cedars[i%len(cedars)]),
		UpdatedAt:   updated.Format(time.RFC3339),
	}
	if p.generation == "fir" {
		a.Stack = identity("stack", "cnb")
	}
	a.BuildStack = a.Stack
	if p.generation == "cedar" && i%11 == 3 { // The stack was set, but nothing was built since.
		a.BuildStack = identity("stack", "heroku-26")
	}
	if p.team != "" {
		team := identity("team", p.team)
		a.Team, a.Organization = &team, &team
	}
	if p.space != "" {
		a.Space = &Space{ID: uuid("space", p.space), Name: p.space, Shield: p.shield}
		a.InternalRouting = new(i%2 == 0)
	}
	if i%13 != 12 { // Not every app has a release.
		a.ReleasedAt = new(released.Format(time.RFC3339))
		a.RepoSize = new(1024 * (i % 997))
		a.SlugSize = new(2048 * (i % 991))
		a.BuildpackProvidedDescription = new(languages[i%len(languages)])
	}
	// Heroku does not document when web_url is null. In the mock, it is null for apps that no web
	// request can reach.
	if a.InternalRouting == nil || !*a.InternalRouting {
		a.WebURL = new("")
	}
	return a.Named(appName(i))
}

// appName returns a name like those that Heroku generates. The number makes it unique.
func appName(i int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "name %d", i))
	return fmt.Sprintf("%s-%s-%05d", adjectives[sum[0]%16], nouns[sum[1]%16], i)
}

func identity(kind, name string) Identity {
	return Identity{ID: uuid(kind, name), Name: name}
}

// uuid returns the UUID for a kind of resource and a key. The same arguments return the same UUID,
// and all UUIDs are as evenly distributed as random ones.
func uuid(kind string, key any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %v", kind, key))
	sum[6] = sum[6]&0x0f | 0x40 // version 4
	sum[8] = sum[8]&0x3f | 0x80 // variant 10
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
