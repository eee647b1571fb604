package provider_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// A hundred data blocks of one scope share listings, whatever they filter. The CLIs read ten at a time.
func TestCLI_hundredDataBlocksShareListings(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		mock := herokutest.New(herokutest.Apps(40)...)
		mock.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				time.Sleep(400 * time.Millisecond) // As on a real way to Heroku, and longer than a CLI takes to read on.
				next.ServeHTTP(w, r)
			})
		})
		cli.Workspace(t, "testdata/many",
			"HEROKU_API_URL="+herokutest.Start(t, mock), "HEROKU_API_KEY="+herokutest.Token).Run(t, "plan", "-input=false")
		if got := len(mock.Requests()); got > 20 {
			t.Errorf("%d listings, want 20 at most", got)
		}
	})
}
