package provider_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// Terraform is interrupted after the token endpoint has replaced the refresh token and before its
// response arrives.
func TestCLI_interruptedRefreshIsSaved(t *testing.T) {
	for name, signal := range map[string]os.Signal{"SIGINT": syscall.SIGINT, "SIGTERM": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
				api := herokutest.New(herokutest.Apps(3)...)
				oauth := herokutest.NewOAuth(api)
				oauth.Rotate(true)
				file := filepath.Join(t.TempDir(), "heroku.json")
				old := auth.Credentials{
					ClientID: herokutest.ClientID, ClientSecret: herokutest.ClientSecret, RefreshToken: oauth.Allow("read").RefreshToken,
				}
				if err := auth.WriteCredentials(t.Context(), file, old); err != nil {
					t.Fatal(err)
				}
				received := make(chan struct{})
				oauth.Use(late(received, 600*time.Millisecond))
				workspace := cli.Workspace(t, "testdata/inventory", "HEROKU_API_URL="+herokutest.Start(t, api),
					"MODULEX_HEROKU_TOKEN_URL="+herokutest.Serve(t, oauth)+"/oauth/token", "MODULEX_HEROKU_CREDENTIALS_FILE="+file)
				process := workspace.Start(t, "plan", "-input=false", "-no-color")
				<-received
				if err := process.Signal(signal); err != nil {
					t.Error(err)
				}
				if stdout, stderr, err := process.Wait(); err == nil || !strings.Contains(stderr, "interrupted") {
					t.Errorf("got %v, want an error that says interrupted:\n%s%s", err, stdout, stderr)
				}
				saved, err := auth.ReadCredentials(file)
				if err != nil || saved.RefreshToken == old.RefreshToken || saved.AccessToken == "" {
					t.Errorf("the new refresh token was lost: %v", err)
				}
				if leftovers, err := filepath.Glob(file + ".new"); err != nil || leftovers != nil {
					t.Errorf("left %q", leftovers)
				}
			})
		})
	}
}

// late returns a fault that processes the request, closes received, and delays the response.
func late(received chan struct{}, delay time.Duration) herokutest.Fault {
	var once sync.Once
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			response := httptest.NewRecorder()
			next.ServeHTTP(response, r)
			once.Do(func() { close(received) })
			<-time.After(delay)
			for name, values := range response.Header() {
				w.Header()[name] = values
			}
			w.WriteHeader(response.Code)
			_, _ = w.Write(response.Body.Bytes())
		})
	}
}
