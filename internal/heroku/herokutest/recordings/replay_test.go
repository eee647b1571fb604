package recordings_test

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/heroku"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest/recordings"
)

func load(t *testing.T) []recordings.Row {
	t.Helper()
	rows, err := recordings.Rows()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// inTurn serves the responses in turn, and repeats the last one.
func inTurn(t *testing.T, responses ...http.HandlerFunc) string {
	t.Helper()
	var served atomic.Int64
	return herokutest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := min(int(served.Add(1)), len(responses))
		responses[n-1](w, r)
	}))
}

func listing(t *testing.T, address string, apps heroku.Collection) ([]heroku.App, error) {
	t.Helper()
	base, err := heroku.ParseBaseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	tokens, _, err := auth.Settings{Token: new("token")}.Source(auth.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return heroku.NewClient(heroku.Config{
		BaseURL: base, Tokens: tokens, RequestTimeout: 10 * time.Second, Logger: slog.New(slog.DiscardHandler),
	}).Apps(t.Context(), apps)
}

// TestReplay_lists replays recorded lists to the client.
func TestReplay_lists(t *testing.T) {
	t.Parallel()
	rows := load(t)
	const firstID, secondID = "1fd05fb4-97a2-49ca-aed4-68fd58ebe069", "2fd05fb4-97a2-49ca-aed4-68fd58ebe069"
	page := func(id, name string) string { return `[{"id":"` + id + `","name":"` + name + `"}]` }
	for name, test := range map[string]struct {
		apps      heroku.Collection
		responses []http.HandlerFunc
		want      string
	}{
		"by name, 2015":         {heroku.AllApps, []http.HandlerFunc{rows[42].Replay(string(rows[42].Body()))}, "name-1 name-2 name-3"},
		"by name, late 2015":    {heroku.AllApps, []http.HandlerFunc{rows[41].Replay(string(rows[41].Body()))}, "name-1 name-2"},
		"apps of a team, by id": {heroku.TeamApps("acme"), []http.HandlerFunc{rows[3].Replay(string(rows[3].Body()))}, "name-1 name-2"},
		"empty, 2020":           {heroku.AllApps, []http.HandlerFunc{rows[8].Replay(string(rows[8].Body()))}, ""},
		"empty, 2015":           {heroku.AllApps, []http.HandlerFunc{rows[24].Replay(string(rows[24].Body()))}, ""},
		"two pages, with an exclusive Next-Range": {
			heroku.AllApps,
			[]http.HandlerFunc{
				rows[125].Replay(page(firstID, "umbrella"), "<uuid>", firstID),
				rows[3].Replay(page(secondID, "parasol"), "<uuid>", secondID),
			},
			"umbrella parasol",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			apps, err := listing(t, inTurn(t, test.responses...), test.apps)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, app := range apps {
				names = append(names, app.Name)
			}
			if got := strings.Join(names, " "); got != test.want {
				t.Errorf("listed %q, want %q", got, test.want)
			}
		})
	}
}

// TestReplay_errors replays recorded errors to the client. The notes of the rows quote their
// messages.
func TestReplay_errors(t *testing.T) {
	t.Parallel()
	rows := load(t)
	for name, test := range map[string]struct {
		row  int
		body string
		want heroku.Error
	}{
		"401": {18, `{"id":"unauthorized","message":"Invalid credentials provided."}`,
			heroku.Error{Status: 401, ID: "unauthorized", Message: "Invalid credentials provided."}},
		"403 of another team": {145, `{"error":"You do not have access to the team acme.","id":"forbidden"}`,
			heroku.Error{Status: 403, ID: "forbidden", Message: "You do not have access to the team acme."}},
		"404": {54, `{"resource":"app","id":"not_found","message":"Couldn't find that app."}`,
			heroku.Error{Status: 404, ID: "not_found", Message: "Couldn't find that app."}},
		"404 with scopes": {16, `{"resource":"user","id":"not_found","message":"Couldn't find that user."}`,
			heroku.Error{Status: 404, ID: "not_found", Message: "Couldn't find that user.", Scope: "global", AcceptedScopes: "global identity"}},
		"422": {45, `{"id":"invalid_params","message":"Name is already taken"}`,
			heroku.Error{Status: 422, ID: "invalid_params", Message: "Name is already taken", Scope: "global", AcceptedScopes: "create-apps global write write-protected"}},
		"503 with an HTML page": {139, `<!DOCTYPE html><html><body><iframe src="//www.herokucdn.com/error-pages/application-error.html"></iframe></body></html>`,
			heroku.Error{Status: 503}},
		"410": {137, `{"id":"gone","error":"This version of the API has been Sunset."}`,
			heroku.Error{Status: 410, ID: "gone", Message: "This version of the API has been Sunset."}},
		// Retry-After is a Unix time, 11 s after the response's Date.
		"429, 2012": {138, `{"error":"Your account reached the API limit. Please wait a few minutes before making new requests"}`,
			heroku.Error{Status: 429, Message: "Your account reached the API limit. Please wait a few minutes before making new requests", RetryAfter: 11 * time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			apps, err := listing(t, inTurn(t, rows[test.row].Replay(test.body)), heroku.AllApps)
			refused, ok := errors.AsType[*heroku.Error](err)
			if !ok || apps != nil {
				t.Fatalf("%d apps and %v, want a *heroku.Error", len(apps), err)
			}
			got := heroku.Error{
				Status: refused.Status, ID: refused.ID, Message: refused.Message, Scope: refused.Scope,
				AcceptedScopes: refused.AcceptedScopes, RetryAfter: refused.RetryAfter,
			}
			if got != test.want {
				t.Errorf("error = %+v, want %+v", got, test.want)
			}
		})
	}
}

// TestReplay_tokens replays recorded responses of the token endpoint to a refresh.
func TestReplay_tokens(t *testing.T) {
	t.Parallel()
	rows := load(t)
	created := rows[149]
	created.Status = http.StatusCreated // As in the example in Heroku's article.
	for name, test := range map[string]struct {
		row    recordings.Row
		body   string
		want   string // the access token
		status string // in the error
	}{
		"200, session_nonce null": {rows[149], string(rows[149].Body()), "string", ""},
		"201, session_nonce null": {created, string(rows[149].Body()), "string", ""},
		"200, session_nonce set":  {rows[150], `{"access_token":"a","expires_in":7199,"refresh_token":"r","token_type":"Bearer","user_id":"u","session_nonce":"n"}`, "a", ""},
		"401":                     {rows[148], string(rows[148].Body()), "", "401"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, err := auth.ParseTokenURL(inTurn(t, test.row.Replay(test.body)) + "/oauth/token")
			if err != nil {
				t.Fatal(err)
			}
			source, _, err := auth.Settings{ClientID: new("client"), ClientSecret: new("secret"), RefreshToken: new("refresh")}.
				Source(auth.Config{TokenURL: address, Logger: slog.New(slog.DiscardHandler)})
			if err != nil {
				t.Fatal(err)
			}
			token, err := source.Token(t.Context())
			if test.status != "" {
				if err == nil || !strings.Contains(err.Error(), test.status) || !strings.Contains(err.Error(), "OAuth authorization invalid.") {
					t.Errorf("error = %v", err)
				}
				return
			}
			if err != nil || token.AccessToken != test.want || time.Until(token.Expiry) < time.Hour {
				t.Errorf("token = %+v, %v", token, err)
			}
		})
	}
}
