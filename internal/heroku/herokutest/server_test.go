package herokutest_test

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// fakeTB is a testing.TB whose errors and cleanups do not affect the real test.
type fakeTB struct {
	testing.TB

	cleanups []func()
	errors   []string
}

func (f *fakeTB) Cleanup(cleanup func()) { f.cleanups = append(f.cleanups, cleanup) }

func (f *fakeTB) Errorf(format string, args ...any) {
	f.errors = append(f.errors, fmt.Sprintf(format, args...))
}

func (f *fakeTB) end() {
	for _, cleanup := range slices.Backward(f.cleanups) {
		cleanup()
	}
}

func TestStart(t *testing.T) {
	for method, want := range map[string][]string{
		http.MethodGet:    nil,
		http.MethodPost:   {"Heroku received POST /apps; only GET is allowed"},
		http.MethodDelete: {"Heroku received DELETE /apps; only GET is allowed"},
	} {
		t.Run(method, func(t *testing.T) {
			tb := &fakeTB{TB: t}
			base := herokutest.Start(tb, herokutest.New())
			a := get(t, base, "/apps", func(r *http.Request) { r.Method = method })
			if want != nil && (a.status != 404 || decode[herokuError](t, a).ID != "not_found") {
				t.Errorf("response = %d %s, want 404", a.status, a.body)
			}
			if len(tb.errors) > 0 {
				t.Errorf("the test failed before its end: %q", tb.errors)
			}
			tb.end()
			if diff := cmp.Diff(want, tb.errors); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			if conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(base, "http://")); err == nil {
				_ = conn.Close()
				t.Error("the mock is still served after the end of the test")
			}
		})
	}
}
