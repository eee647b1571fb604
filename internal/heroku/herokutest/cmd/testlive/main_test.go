package main

import (
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/testenv"
)

// TestMain runs the command in a process that TestRun_overHTTPS starts. It needs its own process,
// since a process reads SSL_CERT_FILE only once.
func TestMain(m *testing.M) {
	if os.Getenv("TESTLIVE_IS_THE_COMMAND") != "" {
		if err := testenv.TrustCertificates(); err != nil {
			panic(err)
		}
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestRun_overHTTPS serves the mock over HTTPS and HTTP/2 like the real API. SSL_CERT_FILE makes
// the command trust its certificate.
func TestRun_overHTTPS(t *testing.T) {
	mock := herokutest.New(herokutest.Apps(30)...)
	mock.AddForeignTeam("theirs")
	server := httptest.NewUnstartedServer(mock)
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	folder := t.TempDir()
	authority := filepath.Join(folder, "ca.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(authority, certificate, 0o600); err != nil {
		t.Fatal(err)
	}

	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-foreign-team", "theirs") //nolint:gosec // This test program.
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "TESTLIVE_IS_THE_COMMAND=1", "SSL_CERT_FILE="+authority, "SSL_CERT_DIR="+folder,
		"HEROKU_API_URL="+server.URL, "HEROKU_API_KEY="+herokutest.Token, "HTTPS_PROXY=", "NO_PROXY=127.0.0.1")
	output, err := cmd.CombinedOutput()
	t.Logf("\n%s", output)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"holds               The API speaks HTTP/2",
		"holds               The provider lists the same apps as plain pagination",
		" 0 differ, 2 could not be tried",
	} {
		if !strings.Contains(string(output), want) {
			t.Errorf("the output does not contain %q", want)
		}
	}
	exchanges, err := os.ReadFile(filepath.Join(folder, "heroku-exchanges.json"))
	if err != nil || !strings.Contains(string(exchanges), `"request":"GET /teams/<uuid>/apps | Range: id ..; max=1000"`) {
		t.Errorf("exchanges: %v\n%s", err, exchanges)
	}
	for _, r := range mock.Requests() {
		if r.Method != "GET" {
			t.Errorf("the command sent %s %s, want only GET", r.Method, r.Path)
		}
	}
}

func TestRun_fails(t *testing.T) {
	mock := herokutest.New()
	mock.Use(herokutest.Header(func(h http.Header) { h.Set("RateLimit-Reset", "1700000000") }))
	for name, test := range map[string]struct {
		args []string
		env  map[string]string
		want string
	}{
		"no token":    {nil, nil, "HEROKU_API_KEY is not set"},
		"invalid URL": {nil, map[string]string{"HEROKU_API_KEY": "t", "HEROKU_API_URL": "api"}, "HEROKU_API_URL"},
		"an argument": {[]string{"now"}, nil, `unexpected argument "now"`},
		"a claim that differs": {
			[]string{"-exchanges", filepath.Join(t.TempDir(), "exchanges.json")},
			map[string]string{"HEROKU_API_KEY": herokutest.Token, "HEROKU_API_URL": herokutest.Serve(t, mock)}, "differs from 1 claims",
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := run(t.Context(), test.args, func(name string) string { return test.env[name] }, io.Discard)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("run: %v, want %s", err, test.want)
			}
		})
	}
}
