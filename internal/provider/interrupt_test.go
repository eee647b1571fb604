package provider_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// place is a point of a read at which Ctrl-C can arrive.
type place struct {
	env     []string
	reached func() bool
}

// places returns the points of a read at which Ctrl-C can arrive.
func places() map[string]func(t *testing.T) place {
	requested := func(requests func() []herokutest.Request) func() bool {
		return func() bool { return len(requests()) > 0 }
	}
	faulty := func(t *testing.T, fault herokutest.Fault) place {
		mock := herokutest.New(herokutest.Apps(3)...)
		mock.Use(fault)
		return place{[]string{"HEROKU_API_KEY=" + herokutest.Token, "HEROKU_API_URL=" + herokutest.Start(t, mock)}, requested(mock.Requests)}
	}
	return map[string]func(t *testing.T) place{
		"rate limit": func(t *testing.T) place {
			return faulty(t, herokutest.All(
				herokutest.Header(func(header http.Header) { header.Set("Retry-After", "200") }),
				herokutest.Fail(429, "rate_limit", "")))
		},
		"no requests left": func(t *testing.T) place {
			mock := herokutest.New(herokutest.Apps(3)...)
			mock.LargestPage(2)
			mock.SetRemaining(1)
			mock.SetReset(time.Now().Add(200 * time.Second))
			return place{[]string{"HEROKU_API_KEY=" + herokutest.Token, "HEROKU_API_URL=" + herokutest.Start(t, mock)}, requested(mock.Requests)}
		},
		"connecting":   neverConnected,
		"no response":  func(t *testing.T) place { return faulty(t, herokutest.Stall()) },
		"stalled body": func(t *testing.T) place { return faulty(t, herokutest.StallBody(100)) },
		"refresh": func(t *testing.T) place {
			api := herokutest.New()
			oauth := herokutest.NewOAuth(api)
			refreshToken := oauth.Allow("read").RefreshToken
			oauth.Use(herokutest.Stall())
			return place{[]string{
				"HEROKU_API_URL=" + herokutest.Start(t, api), "MODULEX_HEROKU_TOKEN_URL=" + herokutest.Serve(t, oauth) + "/oauth/token",
				"MODULEX_HEROKU_CLIENT_ID=" + herokutest.ClientID, "MODULEX_HEROKU_CLIENT_SECRET=" + herokutest.ClientSecret,
				"MODULEX_HEROKU_REFRESH_TOKEN=" + refreshToken,
			}, requested(oauth.Requests)}
		},
		"token command": func(t *testing.T) place {
			started := filepath.Join(t.TempDir(), "started")
			command, err := json.Marshal(clitest.Hanging(t, started))
			if err != nil {
				t.Fatal(err)
			}
			return place{[]string{
				"HEROKU_API_URL=" + herokutest.Start(t, herokutest.New()), "TF_VAR_token_command=" + string(command),
			}, func() bool {
				_, err := os.Stat(started)
				return err == nil
			}}
		},
	}
}

// A CLI stops the provider on Ctrl-C, which ends the read at any of the places.
func TestStopProvider(t *testing.T) {
	for name, arrange := range places() {
		t.Run(name, func(t *testing.T) {
			clitest.CleanEnv(t)
			at := arrange(t)
			heroku := args{}
			for _, variable := range at.env {
				name, value, _ := strings.Cut(variable, "=")
				if name == "TF_VAR_token_command" {
					var command []any
					if err := json.Unmarshal([]byte(value), &command); err != nil {
						t.Fatal(err)
					}
					heroku["token_command"] = command
					continue
				}
				t.Setenv(name, value)
			}
			s := newSession(t)
			if found := s.configure(heroku); found != nil {
				t.Fatal(found)
			}
			ended := make(chan diagnostics, 1)
			go func() {
				_, found := s.read(args{})
				ended <- found
			}()
			if !wait(at.reached) {
				t.Fatal("the read did not reach the place")
			}
			if _, err := s.server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{}); err != nil {
				t.Fatal(err)
			}
			(<-ended).expect(t, "interrupted")
		})
	}
}

// neverConnected returns a place in a TLS handshake to which the server never responds.
func neverConnected(t *testing.T) place {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	accepted := make(chan net.Conn, 1)
	go func() {
		if conn, err := listener.Accept(); err == nil {
			accepted <- conn
		}
	}()
	t.Cleanup(func() { _ = listener.Close() })
	return place{
		[]string{"HEROKU_API_KEY=" + herokutest.Token, "HEROKU_API_URL=https://" + listener.Addr().String()},
		func() bool { return len(accepted) == 1 },
	}
}

// wait waits for up to a minute and reports whether the place was reached.
func wait(reached func() bool) bool {
	for end := time.Now().Add(time.Minute); !reached(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// The README says how many places there are.
func TestPlaces_readme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if figure := fmt.Sprintf("where Ctrl-C must end it | %d | 0 |", len(places())); !strings.Contains(string(readme), figure) {
		t.Errorf("README.md does not say %q", figure)
	}
}
