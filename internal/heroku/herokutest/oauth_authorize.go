package herokutest

import (
	"cmp"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// codeLife is the lifetime of a page and of its code. Heroku's is unknown.
const codeLife = 5 * time.Minute

// oauthScopes are all OAuth scopes of Heroku ("OAuth", Scopes).
var oauthScopes = []string{"global", "identity", "read", "write", "read-protected", "write-protected"}

var (
	allowPage = template.Must(template.New("allow").Parse(`<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>Heroku (mock)</title>
<style>
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 30rem; margin: 15vh auto; padding: 0 1rem }
button { font: inherit; padding: .4rem 1.5rem; margin-right: .5rem }
</style>
<h1>This is a mock of Heroku</h1>
<p>The client <b>{{.Client}}</b> asks to use the account of <b>{{.Email}}</b> with the scope <b>{{.Scope}}</b>.</p>
<form method="post" action="/oauth/authorize">
<input type="hidden" name="form" value="{{.Form}}">
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>
</html>
`))

	refusalPage = template.Must(template.New("refusal").Parse(`<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>Heroku (mock)</title>
<h1>This is a mock of Heroku</h1>
<p>{{.}}</p>
</html>
`))
)

// serveAuthorize serves the page with Allow and Deny. Heroku ignores a redirect_uri and redirects
// to the registered one (heroku/identity, helpers/auth.rb).
func (o *OAuth) serveAuthorize(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	a := authorization{
		client:    o.api.client(func(c *client) bool { return c.id == query.Get("client_id") }),
		scope:     scopeOf(strings.Fields(query.Get("scope"))),
		state:     query.Get("state"),
		challenge: query.Get("code_challenge"),
		until:     time.Now().Add(codeLife),
	}
	unknown := func(scope string) bool { return !slices.Contains(oauthScopes, scope) }
	switch {
	case a.client == nil:
		refusePage(w, "No OAuth client has this client_id.")
	case query.Get("response_type") != "code":
		refusePage(w, "The only response_type is code.")
	case slices.ContainsFunc(strings.Fields(a.scope), unknown):
		refusePage(w, "The scope is unknown.")
	case query.Get("code_challenge_method") != "S256" && a.challenge != "":
		refusePage(w, "The mock's only code_challenge_method is S256.")
	default:
		form := newSecret()
		o.mu.Lock()
		o.forms[form] = a
		o.mu.Unlock()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = allowPage.Execute(w, map[string]string{
			"Client": a.client.name, "Email": Email, "Scope": a.scope, "Form": form,
		})
	}
}

// scopeOf joins scopes. The default is global (heroku/identity).
func scopeOf(scopes []string) string {
	return cmp.Or(strings.Join(scopes, " "), "global")
}

// refusePage responds with 400 and a page, as heroku/identity did for a missing client_id.
func refusePage(w http.ResponseWriter, message string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusBadRequest)
	_ = refusalPage.Execute(w, message)
}

// serveDecision redirects the browser to the client, with a code or with the error access_denied.
func (o *OAuth) serveDecision(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	form := r.PostForm.Get("form")
	a, ok := o.forms[form]
	delete(o.forms, form)
	if !ok {
		refusePage(w, "This page was already used.")
		return
	}
	back, err := url.Parse(o.api.redirectURI(a.client))
	if err != nil {
		refusePage(w, "The client's redirect URI is invalid.")
		return
	}
	query := back.Query()
	if r.PostForm.Get("decision") == "allow" {
		code := newSecret()
		o.codes[code] = a
		query.Set("code", code)
	} else {
		query.Set("error", "access_denied")
	}
	if a.state != "" && (query.Has("code") || o.denyState) {
		query.Set("state", a.state)
	}
	back.RawQuery = query.Encode()
	http.Redirect(w, r, back.String(), http.StatusSeeOther)
}
