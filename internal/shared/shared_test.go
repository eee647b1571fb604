package shared_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/shared"
)

// caller is a caller of calls that take a second and return their number.
type caller struct {
	at    time.Duration // when it joins
	limit time.Duration // until it leaves; zero for never

	got   int
	waits bool
	err   error
	end   time.Duration
}

func TestCalls(t *testing.T) {
	const second, half, ms = time.Second, time.Second / 2, time.Millisecond
	late := context.DeadlineExceeded
	for name, test := range map[string]struct {
		closeAfter time.Duration // how long a call is open; zero for its whole time
		saving     time.Duration // how long a call takes to end after its context
		callers    []caller
		want       []caller
		calls      int
		abandoned  int // calls whose context ended early
	}{
		"one": {
			callers: []caller{{}},
			want:    []caller{{got: 1, end: second}}, calls: 1,
		},
		"callers during a call share it": {
			callers: []caller{{}, {at: half}, {at: second - ms}},
			want:    []caller{{got: 1, end: second}, {got: 1, waits: true, end: second}, {got: 1, waits: true, end: second}}, calls: 1,
		},
		"a caller after the end starts the next": {
			callers: []caller{{}, {at: second + ms}},
			want:    []caller{{got: 1, end: second}, {got: 2, end: 2*second + ms}}, calls: 2,
		},
		"a caller after closing waits for the next": {
			closeAfter: half,
			callers:    []caller{{}, {at: half - ms}, {at: half + ms}},
			want:       []caller{{got: 1, end: second}, {got: 1, waits: true, end: second}, {got: 2, waits: true, end: 2 * second}}, calls: 2,
		},
		"the first leaves, and the call continues": {
			callers: []caller{{limit: half}, {at: ms}},
			want:    []caller{{err: late, end: half}, {got: 1, waits: true, end: second}}, calls: 1,
		},
		"all leave": {
			callers: []caller{{limit: half}, {at: ms, limit: half}},
			want:    []caller{{err: late, end: half}, {err: late, waits: true, end: half + ms}}, calls: 1, abandoned: 1,
		},
		"a caller after all left starts the next": {
			callers: []caller{{limit: half}, {at: half + ms}},
			want:    []caller{{err: late, end: half}, {got: 2, end: second + half + ms}}, calls: 2, abandoned: 1,
		},
		"a caller after all left waits for the end": {
			saving:  half,
			callers: []caller{{limit: half}, {at: half + ms}},
			want:    []caller{{err: late, end: half}, {got: 2, waits: true, end: 2 * second}}, calls: 2, abandoned: 1,
		},
		"all leave before the start": {
			closeAfter: ms,
			callers:    []caller{{}, {at: 2 * ms, limit: half}, {at: half + 3*ms}},
			want:       []caller{{got: 1, end: second}, {err: late, waits: true, end: half + 2*ms}, {got: 2, waits: true, end: 2 * second}}, calls: 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				var started, abandoned int
				do := func(ctx context.Context, closing func()) (int, error) {
					mu.Lock()
					started++
					number := started
					mu.Unlock()
					if test.closeAfter > 0 {
						time.AfterFunc(test.closeAfter, closing)
					}
					select {
					case <-time.After(second):
						return number, nil
					case <-ctx.Done():
						time.Sleep(test.saving)
						mu.Lock()
						defer mu.Unlock()
						abandoned++
						return 0, ctx.Err()
					}
				}
				var calls shared.Calls[int]
				var all sync.WaitGroup
				start := time.Now()
				for i := range test.callers {
					all.Go(func() {
						c := &test.callers[i]
						time.Sleep(c.at)
						ctx := t.Context()
						if c.limit > 0 {
							limited, cancel := context.WithTimeout(ctx, c.limit)
							defer cancel()
							ctx = limited
						}
						call, waits := calls.Join(ctx, do)
						c.waits = waits
						c.got, c.err = call.Wait(ctx)
						c.end = time.Since(start)
					})
				}
				all.Wait()
				synctest.Wait()
				for i, c := range test.callers {
					want := test.want[i]
					if c.got != want.got || c.waits != want.waits || !errors.Is(c.err, want.err) || c.end != want.end {
						t.Errorf("caller %d: got %+v, want %+v", i, c, want)
					}
				}
				if started != test.calls || abandoned != test.abandoned {
					t.Errorf("%d calls, %d of them abandoned, want %d and %d", started, abandoned, test.calls, test.abandoned)
				}
			})
		})
	}
}

type key struct{}

// The context of a call has the values of the first caller and the latest deadline of all callers.
func TestCalls_context(t *testing.T) {
	const second = time.Second
	for name, test := range map[string]struct {
		limits []time.Duration // of the callers; zero for none
		want   time.Duration   // until the deadline of the call; zero for none
	}{
		"one":                  {limits: []time.Duration{3 * second}, want: 3 * second},
		"the second is later":  {limits: []time.Duration{3 * second, 5 * second}, want: 5 * second},
		"the second is sooner": {limits: []time.Duration{5 * second, 3 * second}, want: 5 * second},
		"one has none":         {limits: []time.Duration{0, 3 * second}},
		"none has any":         {limits: []time.Duration{0, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				var calls shared.Calls[any]
				values := make([]any, len(test.limits))
				var all sync.WaitGroup
				for number, limit := range test.limits {
					ctx := context.WithValue(t.Context(), key{}, number)
					if limit > 0 {
						limited, cancel := context.WithTimeout(ctx, limit)
						defer cancel()
						ctx = limited
					}
					call, _ := calls.Join(ctx, func(ctx context.Context, _ func()) (any, error) {
						time.Sleep(second)
						deadline, limited := ctx.Deadline()
						if limited != (test.want > 0) || limited && deadline.Sub(start) != test.want {
							t.Errorf("the deadline is %s after the start (%t), want %s", deadline.Sub(start), limited, test.want)
						}
						return ctx.Value(key{}), nil
					})
					all.Go(func() {
						value, err := call.Wait(ctx)
						if err != nil {
							t.Error(err)
						}
						values[number] = value
					})
					synctest.Wait()
				}
				all.Wait()
				if slices.ContainsFunc(values, func(value any) bool { return value != 0 }) {
					t.Errorf("got the values %v of the first caller, number 0", values)
				}
			})
		})
	}
}

// A caller that leaves receives the cause of its context's end.
func TestCall_Wait_cause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reason := errors.New("enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		var calls shared.Calls[int]
		call, _ := calls.Join(ctx, func(ctx context.Context, _ func()) (int, error) {
			<-ctx.Done()
			return 0, ctx.Err()
		})
		cancel(reason)
		if _, err := call.Wait(ctx); !errors.Is(err, reason) {
			t.Errorf("got %v, want %v", err, reason)
		}
	})
}
