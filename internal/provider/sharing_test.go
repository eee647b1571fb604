package provider_test

import (
	"bytes"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// Reads of one collection that arrive while a listing runs share the next one, whatever they
// filter: 100 reads need two listings.
func TestHerokuApps_sharedListing(t *testing.T) {
	const blocks = 100
	mock := herokutest.New(herokutest.Apps(40)...)
	begun, waiting := make(chan struct{}, blocks), make(chan struct{}, blocks)
	release := make(chan struct{})
	mock.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			begun <- struct{}{}
			<-release
			next.ServeHTTP(w, r)
		})
	})
	s := newSession(t)
	if found := s.configure(args{"token": herokutest.Token, "api_url": herokutest.Start(t, mock)}); found.errors() != nil {
		t.Fatal(found)
	}
	ctx := tflogtest.RootLogger(t.Context(), logOf{"waiting for a shared listing", waiting})
	read := func(block int) {
		data := args{}
		if block%2 == 0 {
			data["name_regex"] = "1$"
		}
		resp, err := s.server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{
			TypeName: "modulex_heroku_apps", Config: s.value(s.schemas.DataSourceSchemas["modulex_heroku_apps"].ValueType(), data),
		})
		if err != nil || diagnostics(resp.Diagnostics).errors() != nil {
			t.Error(err, resp.Diagnostics)
		}
	}

	var reads sync.WaitGroup
	var block atomic.Int32
	reads.Go(func() { read(0) })
	<-begun
	for range blocks - 1 {
		reads.Go(func() { read(int(block.Add(1))) })
	}
	for range blocks - 1 {
		<-waiting
	}
	close(release)
	reads.Wait()
	if got := len(mock.Requests()); got != 2 {
		t.Errorf("%d listings, want 2", got)
	}
}

// logOf is a log that signals each line that contains the text.
type logOf struct {
	text string
	seen chan<- struct{}
}

func (l logOf) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte(l.text)) {
		l.seen <- struct{}{}
	}
	return len(line), nil
}
