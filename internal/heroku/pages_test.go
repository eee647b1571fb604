package heroku

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// try is one answer to the request for a page.
type try struct {
	status     int
	next       string        // the Next-Range
	after      time.Duration // until the headers are in
	body       string
	bodyAfter  time.Duration // from the headers to the end of the body
	bodyBroken bool
}

// inventory is a transport that answers each range with its tries, in turn. It keeps when which range was asked for.
type inventory struct {
	answers
	tries  map[string][]try
	ranges []string
}

func newInventory(tries map[string][]try) *inventory {
	i := &inventory{tries: maps.Clone(tries)}
	i.give = []func(*http.Request) (*http.Response, error){i.answer}
	return i
}

func (i *inventory) answer(req *http.Request) (*http.Response, error) {
	byRange := req.Header.Get("Range")
	i.mu.Lock()
	i.ranges = append(i.ranges, byRange)
	if len(i.tries[byRange]) == 0 {
		i.mu.Unlock()
		return nil, fmt.Errorf("unexpected range %q", byRange)
	}
	give := i.tries[byRange][0]
	i.tries[byRange] = i.tries[byRange][1:]
	i.mu.Unlock()

	if err := wait(req.Context(), give.after); err != nil {
		return nil, err
	}
	return body(give.status, &slowBody{req.Context(), give}, "Next-Range", give.next)(req)
}

// askedRanges returns the ranges that were asked for until now.
func (i *inventory) askedRanges() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.ranges)
}

type slowBody struct {
	ctx context.Context
	try
}

func (b *slowBody) Read(p []byte) (int, error) {
	if err := wait(b.ctx, b.bodyAfter); err != nil {
		return 0, err
	}
	b.bodyAfter = 0
	if b.body == "" {
		if b.bodyBroken {
			return 0, errors.New("connection reset by peer")
		}
		return 0, io.EOF
	}
	n := copy(p, b.body)
	b.body = b.body[n:]
	return n, nil
}

// wait waits in the time of a synctest bubble.
func wait(ctx context.Context, span time.Duration) error {
	select {
	case <-time.After(span):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func oneApp(id string) string { return fmt.Sprintf(`[{"id":%q,"name":"app"}]`, id) }

// The time of a listing is that of its answers and of the last body: the others are read while the next answer is
// awaited, and no page is asked for before the one before it is answered.
func TestPages_overlap(t *testing.T) {
	for name, test := range map[string]struct{ answer, body, want time.Duration }{
		"answers are slow": {300 * time.Millisecond, 200 * time.Millisecond, 3200 * time.Millisecond},
		"bodies are slow":  {200 * time.Millisecond, 300 * time.Millisecond, 3200 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tries := map[string][]try{}
				for byRange, number := firstRange, 1; number <= 10; number++ {
					next := fmt.Sprint("page ", number+1)
					if number == 10 {
						next = ""
					}
					tries[byRange] = []try{{200, next, test.answer, oneApp(fmt.Sprint(number)), test.body, false}}
					byRange = next
				}
				transport := newInventory(tries)
				start := time.Now()
				apps, err := clientOf(transport, io.Discard).Apps(t.Context(), AllApps)
				if err != nil || len(apps) != 10 {
					t.Fatalf("got %d apps and %v, want 10", len(apps), err)
				}
				if took := time.Since(start); took != test.want {
					t.Errorf("took %s, want %s", took, test.want)
				}
			})
		})
	}
}

// While a body is read, one page is asked for ahead, and no more than one.
func TestPages_oneAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := newInventory(map[string][]try{
			firstRange: {{206, "b", 0, oneApp("1"), time.Hour, false}},
			"b":        {{206, "c", 0, oneApp("2"), time.Hour, false}},
			"c":        {{200, "", 0, oneApp("3"), time.Hour, false}},
		})
		for at, want := range map[time.Duration][]string{
			59 * time.Minute:  {firstRange, "b"},
			119 * time.Minute: {firstRange, "b", "c"},
		} {
			time.AfterFunc(at, func() {
				if got := transport.askedRanges(); !slices.Equal(got, want) {
					t.Errorf("asked for %q within %s, want %q", got, at, want)
				}
			})
		}
		if _, err := clientOf(transport, io.Discard).Apps(t.Context(), AllApps); err != nil {
			t.Error(err)
		}
	})
}

// A page whose body fails is tried again, and what was asked for ahead with it.
func TestPages_triedAgain(t *testing.T) {
	last := try{200, "", time.Second, oneApp("2"), 0, false}
	broken := try{206, "b", 0, "[", 2 * time.Second, true}
	for name, test := range map[string]struct {
		tries  map[string][]try
		ranges []string
	}{
		"same next range": {
			map[string][]try{firstRange: {broken, {206, "b", 0, oneApp("1"), time.Second, false}}, "b": {last, last}},
			[]string{firstRange, "b", firstRange, "b"},
		},
		"another next range": {
			map[string][]try{firstRange: {broken, {206, "c", 0, oneApp("1"), time.Second, false}}, "b": {last}, "c": {last}},
			[]string{firstRange, "b", firstRange, "c"},
		},
		"no next range": {
			map[string][]try{firstRange: {broken, {200, "", 0, `[{"id":"1","name":"a"},{"id":"2","name":"b"}]`, 0, false}}, "b": {last}},
			[]string{firstRange, "b", firstRange},
		},
		"next page has not answered yet": {
			map[string][]try{firstRange: {broken, {206, "b", 0, oneApp("1"), time.Second, false}}, "b": {{200, "", time.Hour, "", 0, false}, last}},
			[]string{firstRange, "b", firstRange, "b"},
		},
		"next page fails, too": {
			map[string][]try{firstRange: {broken, {206, "b", 0, oneApp("1"), time.Second, false}}, "b": {{403, "", 0, "", 0, false}, last}},
			[]string{firstRange, "b", firstRange, "b"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := newInventory(test.tries)
				apps, err := clientOf(transport, io.Discard).Apps(t.Context(), AllApps)
				if err != nil || len(apps) != 2 {
					t.Errorf("got %d apps and %v, want 2", len(apps), err)
				}
				if transport.most > 2 {
					t.Errorf("%d exchanges at once: what was asked for in vain was not given up", transport.most)
				}
				if got := transport.askedRanges(); !slices.Equal(got, test.ranges) {
					t.Errorf("asked for %q, want %q", got, test.ranges)
				}
				if open := transport.open.Load(); open != 0 {
					t.Errorf("%d bodies were left open", open)
				}
			})
		})
	}
}

// The error of a listing is that of its first page that fails, whichever fails first. The bubble sees that no goroutine
// is left behind.
func TestPages_firstErrorWins(t *testing.T) {
	for name, test := range map[string]struct {
		first, second try
		says          string
	}{
		"second page is refused at once":  {try{206, "b", 0, "{}", time.Hour, false}, try{status: 403}, "not a JSON array"},
		"second page has not answered":    {try{206, "b", 0, "{}", time.Minute, false}, try{status: 200, after: time.Hour}, "not a JSON array"},
		"second page waits to be read":    {try{206, "b", 0, "{}", time.Minute, false}, try{status: 200, bodyAfter: time.Hour}, "not a JSON array"},
		"second page waits for its retry": {try{206, "b", 0, "{}", 100 * time.Millisecond, false}, try{status: 503}, "not a JSON array"},
		"page with nothing new":           {try{206, "b", 0, "[]", time.Minute, false}, try{status: 403}, "does not move on"},
		"first page is well":              {try{206, "b", 0, oneApp("1"), time.Minute, false}, try{status: 403}, "403"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := newInventory(map[string][]try{firstRange: {test.first}, "b": {test.second}})
				apps, err := clientOf(transport, io.Discard).Apps(t.Context(), AllApps)
				if err == nil || !strings.Contains(err.Error(), test.says) || apps != nil {
					t.Errorf("got %d apps and %v, want an error with %q", len(apps), err, test.says)
				}
				if open := transport.open.Load(); open != 0 {
					t.Errorf("%d bodies were left open", open)
				}
			})
		})
	}
}

func TestPages_interrupted(t *testing.T) {
	for name, second := range map[string]try{
		"next page has not answered":   {status: 200, after: time.Hour},
		"next page waits to be read":   {status: 200, bodyAfter: time.Hour},
		"next page waits for a retry":  {status: 503},
		"next page was refused before": {status: 403},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := newInventory(map[string][]try{
					firstRange: {{206, "b", 0, oneApp("1"), time.Hour, false}}, "b": {second},
				})
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(100*time.Millisecond, cancel)
				start := time.Now()
				if _, err := clientOf(transport, io.Discard).Apps(ctx, AllApps); !errors.Is(err, context.Canceled) {
					t.Errorf("got %v, want %v", err, context.Canceled)
				}
				if took := time.Since(start); took != 100*time.Millisecond {
					t.Errorf("took %s after the interruption", took-100*time.Millisecond)
				}
				if open := transport.open.Load(); open != 0 {
					t.Errorf("%d bodies were left open", open)
				}
			})
		})
	}
}
