package heroku_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

const token = "the-token"

// newClient returns a client of the API at the address, without retries.
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
		Tokens:         heroku.FixedToken(token),
		UserAgent:      "test/1",
		RequestTimeout: time.Minute,
		Logger:         slog.New(slog.DiscardHandler),
	}
}

// response is a response of a scripted API.
type response struct {
	status int
	header map[string]string
	body   string
}

// script serves the responses in turn and returns the requests. Too many or too few requests fail
// the test.
func script(t *testing.T, responses ...response) (address string, requests func() []*http.Request) {
	t.Helper()
	var mu sync.Mutex
	var seen []*http.Request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r)
		if len(seen) > len(responses) {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		next := responses[len(seen)-1]
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
		if got := len(requests()); got != len(responses) {
			t.Errorf("%d requests, want %d", got, len(responses))
		}
	})
	return server.URL, requests
}

func TestClient_request(t *testing.T) {
	address, requests := script(t, response{status: 200, body: `[]`})
	if _, err := newClient(t, address+"/base/").Apps(t.Context(), heroku.TeamApps("a team")); err != nil {
		t.Fatal(err)
	}
	r := requests()[0]
	if got, want := r.Method+" "+r.RequestURI, "GET /base/teams/a%20team/apps"; got != want {
		t.Errorf("requested %s, want %s", got, want)
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
	elsewhere, _ := script(t) // Must not receive a request.
	for _, status := range []int{301, 302, 303, 307, 308} {
		address, _ := script(t, response{status: status, header: map[string]string{"Location": elsewhere}})
		_, err := newClient(t, address).Apps(t.Context(), heroku.AllApps)
		if refused, ok := errors.AsType[*heroku.Error](err); !ok || refused.Status != status {
			t.Errorf("%d: got %v", status, err)
		}
	}
}

// tokens is a source whose Renew returns the next token, and then always the last one. An empty
// token means a failure.
type tokens struct {
	give    []string
	renewed int
}

var errNoToken = errors.New("no token today")

func (s *tokens) Token(context.Context) (*oauth2.Token, error) {
	token := s.give[min(s.renewed, len(s.give)-1)]
	if token == "" {
		return nil, errNoToken
	}
	return &oauth2.Token{AccessToken: token}, nil
}

func (s *tokens) Renew(ctx context.Context, _ *oauth2.Token) (*oauth2.Token, error) {
	s.renewed++
	return s.Token(ctx)
}

func TestClient_renewsTheToken(t *testing.T) {
	refused := response{status: 401, body: `{"id":"unauthorized"}`}
	first := response{status: 206, header: map[string]string{"Next-Range": "id ]1..; max=1000"}, body: `[{"id":"1","name":"a"}]`}
	last := response{status: 200, body: `[{"id":"2","name":"b"}]`}
	for name, test := range map[string]struct {
		tokens    []string
		responses []response
		sent      []string
		renewed   int
		status    int // of the error; zero for success
		err       error
	}{
		"never rejected":       {tokens: []string{"1"}, responses: []response{first, last}, sent: []string{"1", "1"}},
		"first page rejected":  {tokens: []string{"1", "2"}, responses: []response{refused, first, last}, sent: []string{"1", "2", "2"}, renewed: 1},
		"second page rejected": {tokens: []string{"1", "2"}, responses: []response{first, refused, last}, sent: []string{"1", "1", "2"}, renewed: 1},
		"new token rejected too": {
			tokens: []string{"1", "2", "3"}, responses: []response{first, refused, refused}, sent: []string{"1", "1", "2"}, renewed: 1, status: 401,
		},
		"no other token":                 {tokens: []string{"1"}, responses: []response{first, refused}, sent: []string{"1", "1"}, renewed: 1, status: 401},
		"no token":                       {tokens: []string{""}, err: errNoToken},
		"no other token can be obtained": {tokens: []string{"1", ""}, responses: []response{first, refused}, sent: []string{"1", "1"}, renewed: 1, err: errNoToken},
		"403 renews no token": {
			tokens: []string{"1", "2"}, responses: []response{first, {status: 403}}, sent: []string{"1", "1"}, status: 403,
		},
	} {
		t.Run(name, func(t *testing.T) {
			address, requests := script(t, test.responses...)
			base, err := heroku.ParseBaseURL(address)
			if err != nil {
				t.Fatal(err)
			}
			source := &tokens{give: test.tokens}
			config := config(base)
			config.Tokens = source
			apps, err := heroku.NewClient(config).Apps(t.Context(), heroku.AllApps)
			refused, isRefused := errors.AsType[*heroku.Error](err)
			switch {
			case test.err != nil && !errors.Is(err, test.err):
				t.Errorf("got %v, want %v", err, test.err)
			case test.status != 0 && (!isRefused || refused.Status != test.status):
				t.Errorf("got %v, want status %d", err, test.status)
			case test.err == nil && test.status == 0 && (err != nil || len(apps) != 2):
				t.Errorf("got %d apps and %v, want 2", len(apps), err)
			}
			var sent []string
			for _, r := range requests() {
				sent = append(sent, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
			}
			if !slices.Equal(sent, test.sent) || source.renewed != test.renewed {
				t.Errorf("sent the tokens %q and renewed %d times, want %q and %d", sent, source.renewed, test.sent, test.renewed)
			}
		})
	}
}

func TestParseBaseURL(t *testing.T) {
	for name, test := range map[string]struct{ address, want string }{
		"Heroku's own":           {"https://api.heroku.com", "https://api.heroku.com"},
		"slash at the end":       {"https://api.heroku.com/", "https://api.heroku.com"},
		"path":                   {"https://proxy.example/heroku/", "https://proxy.example/heroku"},
		"http to 127.0.0.1":      {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		"http to localhost":      {"http://localhost:8080", "http://localhost:8080"},
		"http to IPv6":           {"http://[::1]:8080", "http://[::1]:8080"},
		"http to a host":         {"http://api.heroku.com", ""},
		"http to a similar name": {"http://localhost.example.com", ""},
		"http to all":            {"http://0.0.0.0:80", ""},
		"no scheme":              {"api.heroku.com", ""},
		"no host":                {"https://", ""},
		"other scheme":           {"ftp://api.heroku.com", ""},
		"password":               {"https://user:hush-hush@api.heroku.com", ""},
		"query":                  {"https://api.heroku.com?a=hush-hush", ""},
		"fragment":               {"https://api.heroku.com#hush-hush", ""},
		"not a URL":              {"https://hush-hush\n", ""},
		"empty":                  {"", ""},
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
