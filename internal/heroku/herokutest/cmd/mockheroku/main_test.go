package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

func TestRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stdout, write := io.Pipe()
	var stderr strings.Builder
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, []string{"-apps", "201", "-names", "api,web"}, write, &stderr)
		_ = write.Close()
	}()

	lines := bufio.NewScanner(stdout)
	if !lines.Scan() {
		t.Fatalf("no URL: %v", <-done)
	}
	base := lines.Text()
	for path, want := range map[string]struct {
		status int
		texts  []string
	}{
		"/apps":     {http.StatusPartialContent, []string{`"name":"api"`}},
		"/apps/web": {http.StatusOK, []string{`"name":"web"`, `"web_url":"https://web-`}},
		"/oauth/authorize?response_type=code&client_id=" + herokutest.ClientID: {http.StatusOK, []string{"Allow", "Deny"}},
	} {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept", "application/vnd.heroku+json; version=3")
		req.Header.Set("Authorization", "Bearer "+herokutest.Token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != want.status {
			t.Errorf("%s: status %d and %v, want %d", path, resp.StatusCode, err, want.status)
		}
		for _, text := range want.texts {
			if !strings.Contains(string(body), text) {
				t.Errorf("%s: the response does not contain %s", path, text)
			}
		}
	}

	cancel()
	if lines.Scan() {
		t.Errorf("stdout has another line: %q", lines.Text())
	}
	if err := <-done; err != nil {
		t.Errorf("run: %v", err)
	}
	for _, want := range []string{"HEROKU_API_URL=http://127.0.0.1:", "HEROKU_API_KEY=" + herokutest.Token, "TOKEN_URL=http://127.0.0.1:", "acme, empty, labs"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("stderr does not contain %q:\n%s", want, stderr.String())
		}
	}
}

func TestRun_invalidArguments(t *testing.T) {
	for name, args := range map[string][]string{
		"all interfaces":       {"-addr", "0.0.0.0:0"},
		"no host":              {"-addr", ":8080"},
		"another machine":      {"-addr", "192.0.2.1:80"},
		"no port":              {"-addr", "127.0.0.1"},
		"negative number":      {"-apps", "-1"},
		"more names than apps": {"-apps", "1", "-names", "api,web"},
		"an argument":          {"serve"},
		"an unknown flag":      {"-verbose"},
		"a flag of go test":    {"-test.v"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := run(t.Context(), args, io.Discard, io.Discard); err == nil {
				t.Error("run succeeded")
			}
		})
	}
}
