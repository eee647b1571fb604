package examplestest

import (
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// TF_LOG_PROVIDER shows the progress of a long listing with the lines that README.md quotes.
func TestProgress(t *testing.T) {
	sample := regexp.MustCompile(`(?m)^\[INFO\]  ([^:]+): (.+)$`).FindAllStringSubmatch(read(t, filepath.Join(clitest.Root(t), "README.md")), -1)
	if len(sample) != 5 {
		t.Fatalf("README.md quotes %d lines of the log, want 5", len(sample))
	}
	fields := regexp.MustCompile(`(\w+)=("[^"]*"|\S+)`)
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		mock := herokutest.New(herokutest.Apps(2400)...)
		var requests atomic.Int32
		mock.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if requests.Add(1) == 2 {
					herokutest.WriteError(w, http.StatusTooManyRequests, "rate_limit", "")
					return
				}
				next.ServeHTTP(w, r)
			})
		})
		workspace := cli.Workspace(t, filepath.Join(clitest.Root(t), "examples", "policy"),
			"HEROKU_API_URL="+herokutest.Start(t, mock), "HEROKU_API_KEY="+herokutest.Token, "TF_LOG_PROVIDER=INFO")
		_, log, err := workspace.Try(t, "plan", "-input=false")
		if err != nil {
			t.Fatalf("%v\n%s", err, log)
		}
		for _, want := range sample {
			if !logs(log, want[1], fields.FindAllStringSubmatch(want[2], -1)) {
				t.Errorf("the log does not contain: %s", want[0])
			}
		}
	})
}

// logs reports whether a line of the log has the message and the fields, in any order. It ignores
// durations, which vary between runs.
func logs(log, message string, fields [][]string) bool {
	for line := range strings.Lines(log) {
		if !strings.Contains(line, "[INFO]") || !strings.Contains(line, ": "+message+": ") {
			continue
		}
		found := 0
		for _, field := range fields {
			value := field[2]
			if field[1] == "wait" || field[1] == "took" {
				value = ""
			}
			if strings.Contains(line, " "+field[1]+"="+value) {
				found++
			}
		}
		if found == len(fields) {
			return true
		}
	}
	return false
}
