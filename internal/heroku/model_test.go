package heroku

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"reflect"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

var (
	modelSeed     = flag.Uint64("model.seed", 0, "check only the listing with this seed")
	modelListings = flag.Uint64("model.listings", 20_000, "how many listings to check, each with its own seed")
)

// TestModel lists random inventories under random faults and changes. The result must be exactly
// the inventory, or an error. If the inventory changes meanwhile, the result must have every app
// that was in the collection throughout, none that never was, none with values that it never had,
// and none twice. No listing exceeds its deadline or leaves a request or a goroutine. To repeat
// only a listing that failed:
//
//	go test ./internal/heroku -run TestModel -model.seed=N
func TestModel(t *testing.T) {
	if *modelSeed != 0 {
		t.Log(checkModel(t, *modelSeed))
		return
	}
	if testing.Short() {
		*modelListings = min(*modelListings, 500)
	}
	var next, complete, changed atomic.Uint64
	t.Run("listings", func(t *testing.T) {
		for worker := range runtime.GOMAXPROCS(0) {
			t.Run(fmt.Sprint(worker), func(t *testing.T) {
				t.Parallel()
				for seed := next.Add(1); seed <= *modelListings && !t.Failed(); seed = next.Add(1) {
					outcome := checkModel(t, seed)
					if outcome.err == nil {
						complete.Add(1)
						if outcome.changes > 0 {
							changed.Add(1)
						}
					}
				}
			})
		}
	})
	t.Logf("%d listings: %d complete, %d of them during changes", *modelListings, complete.Load(), changed.Load())
	if part := *modelListings / 10; !t.Failed() && (complete.Load() < 2*part || complete.Load() > 9*part || changed.Load() < part/4) {
		t.Error("the listings are no mixture any more of complete ones, failed ones and changes")
	}
}

// outcome is the outcome of a listing.
type outcome struct {
	apps    int
	changes int
	err     error
}

// checkModel checks the listing of a seed.
func checkModel(t *testing.T, seed uint64) (result outcome) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		m := newModel(seed)
		config := memoryConfig()
		config.MaxRetries = m.chance.IntN(5)
		config.RequestTimeout = time.Duration(1+m.chance.IntN(20)) * time.Second
		limit := time.Second << m.chance.IntN(10)
		transport := &herokutest.Transport{Handler: m.mock}
		config.Transport = transport
		client := NewClient(config)
		client.random = m.random

		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		start := time.Now()
		apps, err := client.Apps(ctx, m.collection)
		if took := time.Since(start); took > limit {
			t.Errorf("seed %d: took %s, want at most %s", seed, took, limit)
		}
		if wrong := m.judge(apps, err); wrong != "" {
			t.Errorf("seed %d: %s", seed, wrong)
		}
		synctest.Wait()
		if open := transport.Open(); open != 0 {
			t.Errorf("seed %d: %d requests are left behind", seed, open)
		}
		result = outcome{len(apps), len(m.history) - 1, err}
	})
	return result
}

// pool has the apps of all inventories.
var pool = herokutest.Apps(60)

// model is an inventory and its history during a listing.
type model struct {
	seed       uint64
	chance     *rand.Rand // for choices before the listing
	mock       *herokutest.Heroku
	collection Collection
	inScope    func(herokutest.App) bool
	history    [][]herokutest.App
	tries      map[string]uint64 // by range
	changes    float64           // the probability of a change before a request
	faults     float64           // the probability of a fault in a request
	lock       chan struct{}     // a mutex that a synctest bubble can wait for
}

func newModel(seed uint64) *model {
	m := &model{seed: seed, chance: rand.New(rand.NewPCG(seed, 0)), tries: map[string]uint64{}, lock: make(chan struct{}, 1)} //nolint:gosec // Must be repeatable.
	var inventory []herokutest.App
	for _, i := range m.chance.Perm(len(pool))[:m.chance.IntN(30)] {
		inventory = append(inventory, pool[i])
	}
	m.history = [][]herokutest.App{inventory}
	m.mock = herokutest.New()
	m.mock.AddTeam("acme")
	m.mock.SetApps(inventory)
	m.mock.SetReset(time.Unix(0, 0))
	m.mock.LargestPage(1 + m.chance.IntN(10))
	team := func(name string) func(herokutest.App) bool {
		return func(app herokutest.App) bool { return app.Team != nil && app.Team.Name == name }
	}
	switch m.chance.IntN(6) {
	case 0, 1, 2:
		m.collection, m.inScope = AllApps, func(herokutest.App) bool { return true }
	case 3:
		m.collection, m.inScope = PersonalApps, func(app herokutest.App) bool { return app.Team == nil }
	case 4:
		m.collection, m.inScope = TeamApps("acme"), team("acme")
	case 5:
		m.collection, m.inScope = TeamApps("acme"), team("acme")
		m.mock.TeamRanges("name")
	}
	m.faults = []float64{0, 0.02, 0.1, 0.3}[m.chance.IntN(4)]
	m.changes = []float64{0, 0, 0.1, 0.5}[m.chance.IntN(4)]
	m.mock.Use(m.meddle)
	return m
}

// random is the client's source of random numbers.
func (m *model) random(below time.Duration) time.Duration {
	m.lock <- struct{}{}
	defer func() { <-m.lock }()
	return time.Duration(m.chance.Int64N(int64(below)))
}

// meddle changes the inventory before a request, and wraps the request in a fault. Both depend only
// on the seed, the range and how often the range was requested, so they do not depend on the order
// of requests.
func (m *model) meddle(api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.lock <- struct{}{}
		byRange := r.Header.Get("Range")
		m.tries[byRange]++
		which := fnv.New64a()
		_, _ = fmt.Fprint(which, byRange, m.tries[byRange])
		chance := rand.New(rand.NewPCG(m.seed, which.Sum64())) //nolint:gosec // Must be repeatable.
		if chance.Float64() < m.changes {
			m.change(chance)
		}
		<-m.lock
		handler := api
		if chance.Float64() < m.faults {
			handler = randomFault(chance)(api)
		}
		handler.ServeHTTP(w, r)
	})
}

// change creates, deletes, renames, updates or transfers an app.
func (m *model) change(chance *rand.Rand) {
	inventory := slices.Clone(m.history[len(m.history)-1])
	if len(inventory) == 0 || chance.IntN(5) == 0 {
		unused := slices.DeleteFunc(slices.Clone(pool), func(app herokutest.App) bool {
			return slices.ContainsFunc(inventory, func(used herokutest.App) bool { return used.ID == app.ID })
		})
		inventory = append(inventory, unused[chance.IntN(len(unused))])
	} else {
		at := chance.IntN(len(inventory))
		app := &inventory[at]
		switch chance.IntN(4) {
		case 0:
			inventory = slices.Delete(inventory, at, at+1)
		case 1:
			app.Name = fmt.Sprintf("%c-renamed-%d", "abcdefghijklmnopqrstuvwxyz"[chance.IntN(26)], len(m.history))
		case 2:
			app.UpdatedAt = time.Now().Add(time.Duration(len(m.history)) * time.Second).UTC().Format(time.RFC3339)
		case 3:
			app.Team = nil
			if chance.IntN(2) == 0 {
				app.Team = pool[1].Team
			}
		}
	}
	m.history = append(m.history, inventory)
	m.mock.SetApps(inventory)
}

// judge returns what is wrong with the result, or an empty string.
func (m *model) judge(apps []App, err error) string {
	if err != nil {
		if apps != nil {
			return fmt.Sprintf("%d apps came with the error %v", len(apps), err)
		}
		return ""
	}
	present := map[string]int{}    // in how many of the inventories an app was
	versions := map[string][]App{} // that an app had
	for _, inventory := range m.history {
		listed := slices.DeleteFunc(slices.Clone(inventory), func(app herokutest.App) bool { return !m.inScope(app) })
		for _, app := range appsOf(listed) {
			present[app.ID]++
			versions[app.ID] = append(versions[app.ID], app)
		}
	}
	seen := map[string]bool{}
	for _, app := range apps {
		isVersion := func(version App) bool { return reflect.DeepEqual(version, app) }
		switch {
		case seen[app.ID]:
			return fmt.Sprintf("app %s is there twice", app.ID)
		case !slices.ContainsFunc(versions[app.ID], isVersion):
			return fmt.Sprintf("app %s never was in the scope with these values", app.ID)
		}
		seen[app.ID] = true
	}
	for id, times := range present {
		if times == len(m.history) && !seen[id] {
			return fmt.Sprintf("app %s was there throughout, and is missing from %d apps", id, len(apps))
		}
	}
	return ""
}

// randomFault returns a random fault of an API or of the network.
func randomFault(chance *rand.Rand) herokutest.Fault {
	pick := func(values ...string) string { return values[chance.IntN(len(values))] }
	header := func(nameValues ...string) herokutest.Fault {
		return herokutest.Header(func(h http.Header) {
			for i := 0; i < len(nameValues); i += 2 {
				h.Set(nameValues[i], nameValues[i+1])
			}
		})
	}
	app := pool[chance.IntN(len(pool))]
	wait := pick("", "", "0", "1", "5", "60", "3600", "-1", "1.5", "soon", "1e9", "99999999999999999999", "946684810",
		"Sat, 01 Jan 2000 00:00:20 GMT", "Sun, 02 Jan 2000 00:00:00 GMT", "Fri, 31 Dec 1999 00:00:00 GMT")
	limit := header("Retry-After", wait, "RateLimit-Reset", pick("", wait), "RateLimit-Remaining", pick("0", "0", "7", "-3", "none"),
		"Date", pick("Sat, 01 Jan 2000 00:00:00 GMT", "Sun, 02 Jan 2000 00:00:00 GMT", "Fri, 31 Dec 1999 00:00:00 GMT", "today"))
	span := time.Duration(chance.IntN(30_000)) * time.Millisecond
	size := chance.IntN(5000)
	switch chance.IntN(16) {
	case 0, 1, 2, 3:
		return herokutest.Fail([]int{429, 500, 502, 503, 504}[chance.IntN(5)], pick("", "rate_limit"), "")
	case 4, 5:
		return herokutest.All(limit, herokutest.Fail([]int{429, 429, 500, 503}[chance.IntN(4)], "rate_limit", ""))
	case 6:
		return limit
	case 7:
		return herokutest.Fail([]int{202, 204, 302, 307, 400, 401, 403, 404, 410, 416, 418, 501}[chance.IntN(12)], "", "")
	case 8:
		return herokutest.Hangup()
	case 9:
		return herokutest.Cut(size)
	case 10:
		return []herokutest.Fault{herokutest.Stall(), herokutest.StallBody(size)}[chance.IntN(2)]
	case 11:
		return herokutest.Delay(span)
	case 12:
		return herokutest.Trickle(100+size, span)
	case 13:
		return herokutest.Body(200, writes(pick("", "[", "[]x", "null", "{}", "<html>", "[{}]", "[null]", `[{"id":"1","name":"a"}`, "[[[[", "\xff")))
	default:
		return header("Next-Range", pick("", firstRange, "garbage", "id ]", "id ..", "id ]..; max=0",
			"id ]"+app.ID+"..; max=4", "id "+app.ID+"..; max=4", "id ]"+app.ID+".."+app.ID+"; max=4",
			"id ]"+app.ID+"..; max=4, order=desc", "name ]"+app.Name+"..; max=4", "updated_at ]"+app.UpdatedAt+"..; max=4",
			"name ..; max=2", cmp.Or(wait, "x")))
	}
}
