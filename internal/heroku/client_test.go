package heroku_test

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

const token = "the-token"

// newClient returns a client of the API at the address that tries nothing again.
func newClient(t *testing.T, address string) *heroku.Client {
	t.Helper()
	base, err := heroku.ParseBaseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	return heroku.NewClient(config(base))
}

func config(base *url.URL) heroku.Config {
	return heroku.Config{
		BaseURL:        base,
		Tokens:         oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token}),
		UserAgent:      "test/1",
		RequestTimeout: 10 * time.Second,
		Logger:         slog.New(slog.DiscardHandler),
	}
}

// answer is what a scripted API sends.
type answer struct {
	status int
	header map[string]string
	body   string
}

// script serves the answers in turn, and gives the requests. Too many or too few requests fail the test.
func script(t *testing.T, answers ...answer) (address string, requests func() []*http.Request) {
	t.Helper()
	return scriptAhead(t, 0, answers...)
}

// scriptAhead is script where so many requests more may come, for pages that are asked for in vain.
func scriptAhead(t *testing.T, ahead int, answers ...answer) (address string, requests func() []*http.Request) {
	t.Helper()
	var mu sync.Mutex
	var seen []*http.Request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r)
		if len(seen) > len(answers) {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		next := answers[len(seen)-1]
		for name, value := range next.header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(next.status)
		_, _ = w.Write([]byte(next.body))
	}))
	requests = func() []*http.Request {
		mu.Lock()
		defer mu.Unlock()
		return seen
	}
	t.Cleanup(func() {
		server.Close()
		if got := len(requests()); got < len(answers) || got > len(answers)+ahead {
			t.Errorf("%d requests, want %d", got, len(answers))
		}
	})
	return server.URL, requests
}

func TestClient_request(t *testing.T) {
	address, requests := script(t, answer{status: 200, body: `[]`})
	if _, err := newClient(t, address+"/base/").Apps(t.Context(), heroku.TeamApps("a team")); err != nil {
		t.Fatal(err)
	}
	r := requests()[0]
	if got, want := r.Method+" "+r.RequestURI, "GET /base/teams/a%20team/apps"; got != want {
		t.Errorf("asked for %s, want %s", got, want)
	}
	for name, want := range map[string]string{
		"Accept":        "application/vnd.heroku+json; version=3",
		"Authorization": "Bearer " + token,
		"User-Agent":    "test/1",
		"Range":         "id ..; max=1000",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestClient_redirectIsAnError(t *testing.T) {
	elsewhere, _ := script(t) // Must get no request.
	for _, status := range []int{301, 302, 303, 307, 308} {
		address, _ := script(t, answer{status: status, header: map[string]string{"Location": elsewhere}})
		_, err := newClient(t, address).Apps(t.Context(), heroku.AllApps)
		if refused := (*heroku.Error)(nil); !errors.As(err, &refused) || refused.Status != status {
			t.Errorf("%d: got %v", status, err)
		}
	}
}

func TestClient_tokenSourceFails(t *testing.T) {
	base, err := heroku.ParseBaseURL("http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	broken := config(base)
	broken.Tokens = failingTokens{}
	_, err = heroku.NewClient(broken).Apps(t.Context(), heroku.AllApps)
	if !errors.Is(err, errNoToken) {
		t.Errorf("got %v, want %v", err, errNoToken)
	}
}

var errNoToken = errors.New("no token today")

type failingTokens struct{}

func (failingTokens) Token() (*oauth2.Token, error) { return nil, errNoToken }

func TestParseBaseURL(t *testing.T) {
	for name, test := range map[string]struct{ address, want string }{
		"Heroku's own":         {"https://api.heroku.com", "https://api.heroku.com"},
		"slash at the end":     {"https://api.heroku.com/", "https://api.heroku.com"},
		"path":                 {"https://proxy.example/heroku/", "https://proxy.example/heroku"},
		"http to 127.0.0.1":    {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		"http to localhost":    {"http://localhost:8080", "http://localhost:8080"},
		"http to IPv6":         {"http://[::1]:8080", "http://[::1]:8080"},
		"http to a host":       {"http://api.heroku.com", ""},
		"http, almost a local": {"http://localhost.example.com", ""},
		"http to all":          {"http://0.0.0.0:80", ""},
		"no scheme":            {"api.heroku.com", ""},
		"no host":              {"https://", ""},
		"other scheme":         {"ftp://api.heroku.com", ""},
		"password":             {"https://user:hush-hush@api.heroku.com", ""},
		"query":                {"https://api.heroku.com?a=hush-hush", ""},
		"fragment":             {"https://api.heroku.com#hush-hush", ""},
		"not a URL":            {"https://hush-hush\n", ""},
		"empty":                {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			base, err := heroku.ParseBaseURL(test.address)
			switch {
			case test.want == "" && err == nil:
				t.Errorf("got %s, want an error", base)
			case test.want == "" && strings.Contains(err.Error(), "hush-hush"):
				t.Errorf("the error repeats the address: %v", err)
			case test.want != "" && (err != nil || base.String() != test.want):
				t.Errorf("got %v, %v, want %s", base, err, test.want)
			}
		})
	}
}
