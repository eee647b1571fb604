package herokutest_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// account is a mock of the API and its OAuth server, both served.
type account struct {
	api     *herokutest.Heroku
	oauth   *herokutest.OAuth
	apiURL  string
	idURL   string
	browser *http.Client // does not follow redirects
}

func newAccount(t *testing.T) account {
	t.Helper()
	api := herokutest.New(herokutest.Apps(3)...)
	oauth := herokutest.NewOAuth(api)
	return account{
		api: api, oauth: oauth,
		apiURL: herokutest.Serve(t, api), idURL: herokutest.Serve(t, oauth),
		browser: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// send posts the form to path, or sends a GET request if form is nil.
func (a account) send(t *testing.T, path string, form url.Values, edits ...func(*http.Request)) response {
	t.Helper()
	method, body := http.MethodGet, ""
	if form != nil {
		method, body = http.MethodPost, form.Encode()
	}
	req, err := http.NewRequestWithContext(t.Context(), method, a.idURL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, edit := range edits {
		edit(req)
	}
	resp, err := a.browser.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response{status: resp.StatusCode, header: resp.Header, body: content}
}

var formField = regexp.MustCompile(`name="form" value="([^"]+)"`)

// decide opens the authorize page and presses a button. It returns the address to which the browser
// is redirected.
func (a account) decide(t *testing.T, query url.Values, decision string) *url.URL {
	t.Helper()
	page := a.send(t, "/oauth/authorize?"+query.Encode(), nil)
	form := formField.FindSubmatch(page.body)
	if page.status != http.StatusOK || form == nil {
		t.Fatalf("authorize page: %d\n%s", page.status, page.body)
	}
	sent := a.send(t, "/oauth/authorize", url.Values{"form": {string(form[1])}, "decision": {decision}})
	location, err := url.Parse(sent.header.Get("Location"))
	if err != nil || sent.status != http.StatusSeeOther {
		t.Fatalf("decision: %d, Location %q: %v", sent.status, sent.header.Get("Location"), err)
	}
	return location
}

// lists returns the status of the API's response to a token.
func (a account) lists(t *testing.T, token string) int {
	t.Helper()
	return get(t, a.apiURL, "/apps", with("Authorization", "Bearer "+token)).status
}

func authorizeQuery(edits ...string) url.Values {
	query := url.Values{
		"client_id": {herokutest.ClientID}, "response_type": {"code"}, "scope": {"read"}, "state": {"abc"},
		"redirect_uri": {"https://elsewhere.example/"},
	}
	for edit := range slices.Chunk(edits, 2) {
		query.Set(edit[0], edit[1])
	}
	return query
}

func TestOAuth_authorize(t *testing.T) {
	for name, test := range map[string]struct {
		prepare  func(*herokutest.OAuth)
		query    url.Values
		decision string
		want     string // address of the redirect, with <code> for the code
	}{
		"allowed":               {nil, authorizeQuery(), "allow", "http://localhost:8765/callback?code=<code>&state=abc"},
		"allowed without state": {nil, authorizeQuery("state", ""), "allow", "http://localhost:8765/callback?code=<code>"},
		"allowed with another redirect": {
			func(o *herokutest.OAuth) { o.Register("http://127.0.0.1:9/back?from=heroku") },
			authorizeQuery(), "allow", "http://127.0.0.1:9/back?code=<code>&from=heroku&state=abc",
		},
		"denied": {nil, authorizeQuery(), "deny", "http://localhost:8765/callback?error=access_denied"},
		"denied with state": {
			func(o *herokutest.OAuth) { o.DenyWithState(true) },
			authorizeQuery(), "deny", "http://localhost:8765/callback?error=access_denied&state=abc",
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			if test.prepare != nil {
				test.prepare(a.oauth)
			}
			location := a.decide(t, test.query, test.decision)
			got := location.String()
			if code := location.Query().Get("code"); code != "" {
				got = strings.Replace(got, code, "<code>", 1)
			}
			if got != test.want {
				t.Errorf("redirected to %s, want %s", got, test.want)
			}
		})
	}
}

func TestOAuth_authorizeRefuses(t *testing.T) {
	a := newAccount(t)
	for name, query := range map[string]url.Values{
		"no client":         authorizeQuery("client_id", ""),
		"an unknown client": authorizeQuery("client_id", "someone"),
		"a token":           authorizeQuery("response_type", "token"),
		"an unknown scope":  authorizeQuery("scope", "read everything"),
		"a plain challenge": authorizeQuery("code_challenge", "abc"),
	} {
		t.Run(name, func(t *testing.T) {
			if page := a.send(t, "/oauth/authorize?"+query.Encode(), nil); page.status != http.StatusBadRequest {
				t.Errorf("status = %d, want 400", page.status)
			}
		})
	}
	if sent := a.send(t, "/oauth/authorize", url.Values{"form": {"unknown"}, "decision": {"allow"}}); sent.status != http.StatusBadRequest {
		t.Errorf("decision on an unknown page: %d, want 400", sent.status)
	}
}

func exchange(code string, edits ...string) url.Values {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "client_secret": {herokutest.ClientSecret}}
	for edit := range slices.Chunk(edits, 2) {
		form.Set(edit[0], edit[1])
	}
	return form
}

func TestOAuth_exchange(t *testing.T) {
	a := newAccount(t)
	code := a.decide(t, authorizeQuery(), "allow").Query().Get("code")
	first := a.send(t, "/oauth/token", exchange(code))
	if first.status != http.StatusOK || first.header.Get("Content-Type") != "application/json" {
		t.Fatalf("%d %s", first.status, first.body)
	}
	got := decode[map[string]any](t, first)
	token, _ := got["access_token"].(string)
	for _, key := range []string{"access_token", "refresh_token", "user_id", "session_nonce"} {
		if s, _ := got[key].(string); s == "" {
			t.Errorf("%s = %v", key, got[key])
		}
		delete(got, key)
	}
	if diff := cmp.Diff(map[string]any{"expires_in": 28799.0, "token_type": "Bearer"}, got); diff != "" {
		t.Errorf("response (-want +got):\n%s", diff)
	}
	apps := get(t, a.apiURL, "/apps", with("Authorization", "Bearer "+token))
	if apps.status != http.StatusOK || apps.header.Get("Oauth-Scope") != "read" {
		t.Errorf("apps: %d, scope %s", apps.status, apps.header.Get("Oauth-Scope"))
	}
	if again := a.send(t, "/oauth/token", exchange(code)); again.status != http.StatusUnauthorized {
		t.Errorf("the same code again: %d, want 401", again.status)
	}
}

func TestOAuth_exchangeWithPKCE(t *testing.T) {
	a := newAccount(t)
	verifier := oauth2.GenerateVerifier()
	query := authorizeQuery("code_challenge", oauth2.S256ChallengeFromVerifier(verifier), "code_challenge_method", "S256")
	for name, test := range map[string]struct {
		form   []string
		status int
	}{
		"matching verifier": {[]string{"code_verifier", verifier}, 200},
		"other verifier":    {[]string{"code_verifier", oauth2.GenerateVerifier()}, 401},
		"no verifier":       {nil, 401},
	} {
		t.Run(name, func(t *testing.T) {
			code := a.decide(t, query, "allow").Query().Get("code")
			if got := a.send(t, "/oauth/token", exchange(code, test.form...)); got.status != test.status {
				t.Errorf("status = %d, want %d", got.status, test.status)
			}
		})
	}
}

func refresh(token string) url.Values {
	return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}, "client_secret": {herokutest.ClientSecret}}
}

func TestOAuth_client(t *testing.T) {
	a := newAccount(t)
	token := a.oauth.Allow("read").RefreshToken
	basic := func(password string) func(*http.Request) {
		return func(r *http.Request) { r.SetBasicAuth("anyone", password) }
	}
	wrong := refresh(token)
	wrong.Set("client_secret", "wrong")
	for name, test := range map[string]struct {
		form   url.Values
		edits  []func(*http.Request)
		status int
	}{
		"secret in the form":       {refresh(token), nil, 200},
		"secret as Basic password": {wrong, []func(*http.Request){basic(herokutest.ClientSecret)}, 200},
		"a wrong secret":           {wrong, nil, 401},
		"Basic overrides the form": {refresh(token), []func(*http.Request){basic("wrong")}, 401},
		"no form":                  {refresh(token), []func(*http.Request){with("Content-Type", "application/json")}, 401},
		"an unknown grant":         {url.Values{"grant_type": {"password"}, "client_secret": {herokutest.ClientSecret}}, nil, 401},
		"an unknown refresh token": {refresh("unknown"), nil, 401},
		"an access token":          {refresh(herokutest.Token), nil, 401},
	} {
		t.Run(name, func(t *testing.T) {
			got := a.send(t, "/oauth/token", test.form, test.edits...)
			if got.status != test.status {
				t.Fatalf("status = %d, want %d", got.status, test.status)
			}
			want := herokuError{ID: "unauthorized", Message: "OAuth authorization invalid."}
			if test.status == 401 && decode[herokuError](t, got) != want {
				t.Errorf("body = %s", got.body)
			}
		})
	}
	if got := a.send(t, "/oauth/token", nil); got.status != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d, want 405", got.status)
	}
	if got := a.oauth.Refreshes(); got != 2 {
		t.Errorf("%d refreshes, want 2", got)
	}
}

// tokens is the response to a refresh.
type tokens struct {
	AccessToken  string  `json:"access_token"`
	RefreshToken string  `json:"refresh_token"`
	SessionNonce *string `json:"session_nonce"`
}

func TestOAuth_refresh(t *testing.T) {
	for name, rotate := range map[string]bool{"keeps": false, "rotates": true} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			a.oauth.Rotate(rotate)
			old := a.oauth.Allow("read")
			got := decode[tokens](t, a.send(t, "/oauth/token", refresh(old.RefreshToken)))
			if got.AccessToken == old.AccessToken || got.SessionNonce != nil || (got.RefreshToken != old.RefreshToken) != rotate {
				t.Errorf("%+v after %+v", got, old)
			}
			if old, now := a.lists(t, old.AccessToken), a.lists(t, got.AccessToken); old != 200 || now != 200 {
				t.Errorf("the API responds with %d to the old token and with %d to the new one", old, now)
			}
			want := http.StatusOK
			if rotate {
				want = http.StatusUnauthorized
			}
			if again := a.send(t, "/oauth/token", refresh(old.RefreshToken)); again.status != want {
				t.Errorf("the old refresh token: %d, want %d", again.status, want)
			}
		})
	}
}

func TestOAuth_invalidTokens(t *testing.T) {
	for name, test := range map[string]struct {
		end               func(account, *oauth2.Token)
		api, refreshToken int
	}{
		"all expire":  {func(a account, _ *oauth2.Token) { a.oauth.Expire() }, 401, 200},
		"one expires": {func(a account, token *oauth2.Token) { a.api.Revoke(token.AccessToken) }, 401, 200},
		"revoked":     {func(a account, _ *oauth2.Token) { a.oauth.Revoke() }, 401, 401},
		"suspended":   {func(a account, _ *oauth2.Token) { a.oauth.Suspend(true) }, 200, 403},
		"still valid": {func(account, *oauth2.Token) {}, 200, 200},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			token := a.oauth.Allow("read")
			test.end(a, token)
			if got := a.lists(t, token.AccessToken); got != test.api {
				t.Errorf("the API responds with %d, want %d", got, test.api)
			}
			if got := a.send(t, "/oauth/token", refresh(token.RefreshToken)); got.status != test.refreshToken {
				t.Errorf("the refresh returns %d, want %d", got.status, test.refreshToken)
			}
		})
	}
}

func TestOAuth_expiry(t *testing.T) {
	a := newAccount(t)
	a.oauth.SetLife(-time.Second)
	token := a.oauth.Allow("global")
	if got := a.lists(t, token.AccessToken); got != http.StatusUnauthorized || token.Expiry.After(time.Now()) {
		t.Errorf("the API responds with %d to a token that expired at %v", got, token.Expiry)
	}
}

func TestOAuth_suspended(t *testing.T) {
	a := newAccount(t)
	a.oauth.Suspend(true)
	got := a.send(t, "/oauth/token", refresh(a.oauth.Allow("read").RefreshToken))
	if got.header.Get("Content-Type") != "application/json" || json.Valid(got.body) {
		t.Errorf("%s %q, want text with the Content-Type of JSON", got.header.Get("Content-Type"), got.body)
	}
}

func TestOAuth_standardErrors(t *testing.T) {
	a := newAccount(t)
	a.oauth.StandardErrors(true)
	config := oauth2.Config{
		ClientID: herokutest.ClientID, ClientSecret: "wrong",
		Endpoint: oauth2.Endpoint{TokenURL: a.idURL + "/oauth/token", AuthStyle: oauth2.AuthStyleInParams},
	}
	for secret, want := range map[string]string{"wrong": "invalid_client", herokutest.ClientSecret: "invalid_grant"} {
		config.ClientSecret = secret
		_, err := config.Exchange(t.Context(), "unknown")
		if failed := (*oauth2.RetrieveError)(nil); !errors.As(err, &failed) || failed.ErrorCode != want {
			t.Errorf("secret %s: %v, want %s", secret, err, want)
		}
	}
}

func TestOAuth_authorizations(t *testing.T) {
	a := newAccount(t)
	token := a.oauth.Allow("global")
	a.oauth.Allow("read")
	as := with("Authorization", "Bearer "+token.AccessToken)

	listed := decode[[]json.RawMessage](t, get(t, a.apiURL, "/oauth/authorizations", as))
	if len(listed) != 2 {
		t.Fatalf("%d authorizations, want 2", len(listed))
	}
	schema := loadSchema(t)
	id := ""
	for _, resource := range listed {
		if err := schema.check(t, "oauth-authorization", resource); err != nil {
			t.Error(err)
		}
		var listed struct {
			ID          string
			AccessToken struct{ Token string } `json:"access_token"`
		}
		if err := json.Unmarshal(resource, &listed); err != nil {
			t.Fatal(err)
		}
		if listed.AccessToken.Token == token.AccessToken {
			id = listed.ID
		}
	}

	remove := func(r *http.Request) { r.Method = http.MethodDelete }
	for _, want := range []int{200, 401} { // The first deletion makes the token itself invalid.
		if got := get(t, a.apiURL, "/oauth/authorizations/"+id, as, remove); got.status != want {
			t.Errorf("DELETE: %d, want %d", got.status, want)
		}
	}
	if got := get(t, a.apiURL, "/oauth/authorizations/"+id, remove); got.status != 404 || decode[herokuError](t, got).Resource != "authorization" {
		t.Errorf("DELETE of a deleted authorization: %d %s", got.status, got.body)
	}
	a.api.Authorize("reader", "read")
	if got := get(t, a.apiURL, "/oauth/authorizations", with("Authorization", "Bearer reader")); got.status != 403 {
		t.Errorf("the scope read lists authorizations: %d", got.status)
	}
}

func TestOAuth_faults(t *testing.T) {
	a := newAccount(t)
	a.oauth.Use(herokutest.Redirect(http.StatusTemporaryRedirect, "https://elsewhere.example/"))
	if got := a.send(t, "/oauth/token", refresh("any")); got.status != 307 || got.header.Get("Location") != "https://elsewhere.example/" {
		t.Errorf("%d to %s", got.status, got.header.Get("Location"))
	}
	if got := a.oauth.Requests()[0]; got.Status != 307 || got.Form.Get("refresh_token") != "any" {
		t.Errorf("recorded %+v", got)
	}

	a.oauth.Use(herokutest.Stall())
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.idURL+"/oauth/token", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.browser.Do(req); !errors.Is(err, context.DeadlineExceeded) { //nolint:bodyclose // There is no response.
		t.Errorf("got %v, want no response", err)
	}
}
