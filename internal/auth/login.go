package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/int128/oauth2cli"
	"golang.org/x/oauth2"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// Scopes are the OAuth scopes that Heroku has (https://devcenter.heroku.com/articles/oauth#scopes).
var Scopes = []string{"global", "identity", "read", "write", "read-protected", "write-protected"}

// DefaultRedirectURL is where a browser comes back to after a sign-in, if nothing else is said.
const DefaultRedirectURL = "http://localhost:8765/callback"

// Login is a sign-in by a person with a browser: the authorization code grant of OAuth (RFC 6749, section 4.1).
type Login struct {
	Client Client
	// Scope is what is asked for: some of [Scopes], with spaces between them.
	Scope string
	// RedirectURL is the one that is registered for the client, from [ParseRedirectURL].
	RedirectURL *url.URL
	// Limit bounds the wait for the person.
	Limit time.Duration
	// Show is called with the address to open in a browser, as soon as it is there.
	Show func(address string)
}

// ParseRedirectURL parses the address that a browser comes back to. It must be on this computer, over http and with a
// port, since Heroku sends browsers to the registered address and to no other.
func ParseRedirectURL(address string) (*url.URL, error) {
	redirect, err := web.ParseAddress(address, DefaultRedirectURL)
	switch {
	case err != nil:
		return nil, err
	case redirect.Scheme != "http" || redirect.Port() == "" || redirect.Port() == "0":
		return nil, errors.New("it must be http on this computer, with the port that is registered, like " + DefaultRedirectURL)
	}
	if redirect.Path == "" {
		redirect.Path = "/"
	}
	return redirect, nil
}

// CheckScope tells what is wrong with a scope. Heroku would tell it in the browser, and not send that back.
func CheckScope(scope string) error {
	words := strings.Fields(scope)
	for _, word := range words {
		if !slices.Contains(Scopes, word) {
			return fmt.Errorf("there is no scope %q; there are %s", redact.Text(word), strings.Join(Scopes, ", "))
		}
	}
	if len(words) == 0 {
		return ErrEmpty
	}
	return nil
}

// AuthorizeURL returns the address of the page where a person allows the client to act for them: it stands beside the
// token endpoint.
func (c Client) AuthorizeURL() *url.URL {
	return c.TokenURL.JoinPath("..", "authorize")
}

// Run waits for the person and returns what they allowed. The error is the context's or an [*Error].
func (l Login) Run(ctx context.Context) (Credentials, error) {
	for _, part := range []struct{ name, value string }{{"id", l.Client.ID}, {"secret", l.Client.Secret}} {
		if _, err := clean(part.value); err != nil {
			return Credentials{}, &Error{
				Reason: fmt.Sprintf("The OAuth client's %s cannot be used: %s", part.name, err),
				Remedy: "Give it as heroku clients:create has printed it.",
			}
		}
	}
	limited, cancel := context.WithTimeout(ctx, l.Limit)
	verifier, visit := oauth2.GenerateVerifier(), &visit{state: rand.Text(), path: l.RedirectURL.Path}
	ready := make(chan string, 1)
	var shown sync.WaitGroup
	defer func() {
		cancel()
		shown.Wait()
	}()
	shown.Go(func() {
		select {
		case address := <-ready:
			l.Show(address)
		case <-limited.Done():
		}
	})

	client := web.NewClient(tokenTimeout)
	defer client.CloseIdleConnections()
	token, err := oauth2cli.GetToken(context.WithValue(limited, oauth2.HTTPClient, client), oauth2cli.Config{
		OAuth2Config: oauth2.Config{
			ClientID:     l.Client.ID,
			ClientSecret: l.Client.Secret,
			Scopes:       strings.Fields(l.Scope),
			RedirectURL:  l.RedirectURL.String(),
			Endpoint: oauth2.Endpoint{
				AuthURL: l.Client.AuthorizeURL().String(), TokenURL: l.Client.TokenURL.String(), AuthStyle: oauth2.AuthStyleInParams,
			},
		},
		State: visit.state,
		// Heroku does not say that it looks at these (RFC 7636).
		AuthCodeOptions:         []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(verifier)},
		TokenRequestOptions:     []oauth2.AuthCodeOption{oauth2.VerifierOption(verifier)},
		LocalServerBindAddress:  []string{l.RedirectURL.Host},
		LocalServerCallbackPath: l.RedirectURL.Path,
		LocalServerSuccessHTML:  successPage,
		LocalServerMiddleware:   visit.serve,
		LocalServerReadyChan:    ready,
	})
	if err != nil {
		return Credentials{}, l.failure(ctx, limited, visit, err)
	}
	credentials := Credentials{
		ClientID: l.Client.ID, ClientSecret: l.Client.Secret, Scope: strings.Join(strings.Fields(l.Scope), " "),
		AccessToken: token.AccessToken, RefreshToken: token.RefreshToken, ExpiresAt: token.Expiry,
	}
	for _, got := range []string{token.AccessToken, token.RefreshToken} {
		if _, err := clean(got); err != nil {
			return Credentials{}, &Error{
				Reason: "The token endpoint answered without a usable access token and refresh token",
				Remedy: checkTokenURL,
			}
		}
	}
	return credentials, nil
}

// failure says in words why there is no sign-in.
func (l Login) failure(ctx, limited context.Context, visit *visit, err error) error {
	listening := (*net.OpError)(nil)
	switch {
	case visit.refusal != nil:
		return visit.refusal
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case limited.Err() != nil:
		return &Error{
			Reason: fmt.Sprintf("Nobody answered Heroku's page within %s", strings.Replace(l.Limit.String(), "m0s", "m", 1)),
			Remedy: "Nothing was saved. If Heroku's page showed an error, the client id may be wrong. If the browser could not open " +
				"the page after Heroku's, the address that is registered for the OAuth client is not " + l.RedirectURL.String() +
				": name the registered one with -redirect. Then sign in again.",
		}
	case errors.As(err, &listening) && listening.Op == "listen":
		return &Error{
			Reason: fmt.Sprintf("The browser could not come back to %s: %s", l.RedirectURL.Host, listening.Err),
			Remedy: "End the program that uses that port, which may be a sign-in in another terminal. Or register an address with " +
				"another port for the OAuth client, and name it with -redirect.",
		}
	}
	return l.Client.failure(err, exchange, l.Client.Secret)
}

// visit is how the browser comes back.
type visit struct {
	state   string
	path    string
	refusal *Error // why there is no code, once that is known
}

// serve is put before the handler that takes the code, for the pages that are not the best one and for what the handler
// does not tell apart.
func (v *visit) serve(next http.Handler) http.Handler {
	var once sync.Once
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Cache-Control", "no-store")
		header.Set("Content-Security-Policy", "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("X-Content-Type-Options", "nosniff")
		refusal := v.check(r)
		if refusal == nil {
			next.ServeHTTP(w, r)
			return
		}
		header.Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(failurePage(refusal))
		once.Do(func() { v.refusal = refusal })
		next.ServeHTTP(discarded{http.Header{}}, r) // Which ends the wait.
	})
}

// check returns why a request cannot lead to a token, or nil if it can or is not the answer.
func (v *visit) check(r *http.Request) *Error {
	query := r.URL.Query()
	failed, code, state := query.Get("error"), query.Get("code"), query.Get("state")
	switch {
	case r.Method != http.MethodGet || r.URL.Path != v.path || failed == "" && code == "":
		return nil
	// Heroku's denial has no state; heroku/identity, its former source, sent the error alone.
	case state != v.state && (state != "" || failed == ""):
		return &Error{
			Reason: "The answer does not belong to this sign-in",
			Remedy: "It came from another page than the one that this sign-in opened, so nothing was saved. Close all such pages " +
				"and sign in again.",
		}
	case failed == "access_denied":
		return &Error{
			Reason: "Access was denied on Heroku's page",
			Remedy: "Nothing was saved. To sign in after all, do it again and choose Allow.",
		}
	case failed != "":
		return &Error{
			Reason: "Heroku did not allow access: " + redact.Text(strings.Join([]string{failed, query.Get("error_description")}, " ")),
			Remedy: "Nothing was saved. Check the OAuth client and the scope, then sign in again.",
		}
	}
	return nil
}

// discarded is the writer of an answer that nobody gets.
type discarded struct{ header http.Header }

func (d discarded) Header() http.Header         { return d.header }
func (d discarded) Write(p []byte) (int, error) { return len(p), nil }
func (d discarded) WriteHeader(int)             {}
