package provider_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// secureHost is a name that leads nowhere but through the proxy.
const secureHost = "api.heroku.invalid"

// secureAPI serves a mock by TLS of the given versions at most, under a certificate for secureHost. It returns the
// address and the certificate.
func secureAPI(t *testing.T, mock http.Handler, newest uint16) (address, certificate string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{secureHost}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(mock)
	server.TLS = &tls.Config{ //nolint:gosec // The old versions are to be refused.
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
		MinVersion:   tls.VersionTLS10, MaxVersion: newest,
	}
	server.Config.ErrorLog = nil
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.Listener.Addr().String(), string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// proxy tunnels every CONNECT to one address, and keeps what it received.
type proxy struct {
	to       string
	mu       sync.Mutex
	asked    []string // the address and the credentials of each CONNECT
	received []byte
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, r.Method+" "+r.Host+" "+r.Header.Get("Proxy-Authorization"))
	p.mu.Unlock()
	if p.to == "" {
		w.WriteHeader(http.StatusProxyAuthRequired)
		return
	}
	server, err := new(net.Dialer).DialContext(r.Context(), "tcp", p.to)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer server.Close()
	client, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer client.Close()
	if _, err := io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return
	}
	go func() {
		defer server.Close()
		_, _ = io.Copy(io.MultiWriter(server, p), buffered)
	}()
	_, _ = io.Copy(client, server)
}

// Write keeps what a client sent through.
func (p *proxy) Write(data []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.received = append(p.received, data...)
	return len(data), nil
}

func (p *proxy) log() (asked []string, received []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked), slices.Clone(p.received)
}

// The proxy and the certificates are the process's, so this takes the provider as a process of its own.
func TestCLI_proxyAndCertificates(t *testing.T) {
	for name, test := range map[string]struct {
		newest  uint16 // TLS version of the API
		untrust bool   // without SSL_CERT_FILE
		refuse  bool   // by the proxy
		noProxy string
		tunnels int
		says    string // of the error; empty for success
	}{
		"through the proxy":           {newest: tls.VersionTLS13, tunnels: 1},
		"TLS 1.2":                     {newest: tls.VersionTLS12, tunnels: 1},
		"TLS 1.1":                     {newest: tls.VersionTLS11, tunnels: 1, says: "protocol version"},
		"unknown certificate":         {newest: tls.VersionTLS13, untrust: true, tunnels: 1, says: "certificate"},
		"proxy refuses":               {newest: tls.VersionTLS13, refuse: true, tunnels: 1, says: "Proxy Authentication Required"},
		"around the proxy":            {newest: tls.VersionTLS13, noProxy: ".heroku.invalid", says: "Heroku is unreachable"},
		"around the proxy, all hosts": {newest: tls.VersionTLS13, noProxy: "*", says: "Heroku is unreachable"},
	} {
		t.Run(name, func(t *testing.T) {
			clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
				a := newAviary(t)
				mock := herokutest.New(herokutest.Apps(3)...)
				mock.Authorize(canary("token"), "read")
				address, certificate := secureAPI(t, mock, test.newest)
				tunnel := &proxy{to: address}
				if test.refuse {
					tunnel.to = ""
				}
				a.read(byToken, apiURL("https://"+secureHost))
				workspace := a.workspace(cli)
				through := (&url.URL{
					Scheme: "http", Host: strings.TrimPrefix(herokutest.Serve(t, tunnel), "http://"), User: url.UserPassword("ada", canary("proxy")),
				}).String()
				workspace.Env = append(workspace.Env, "HTTPS_PROXY="+through, "NO_PROXY="+test.noProxy)
				if !test.untrust {
					workspace.Env = append(workspace.Env, "SSL_CERT_FILE="+a.file("ca.pem", certificate))
				}
				stdout, stderr, err := workspace.Try(t, "plan", "-input=false", "-no-color", "-out=plan")
				switch {
				case test.says == "" && err != nil:
					t.Errorf("%v:\n%s", err, stderr)
				case test.says != "" && (err == nil || !inOrder([]string{test.says}).MatchString(stderr)):
					t.Errorf("got %v, want an error with %q:\n%s", err, test.says, stderr)
				}
				asked, received := tunnel.log()
				want := "CONNECT " + secureHost + ":443 Basic " + base64.StdEncoding.EncodeToString([]byte("ada:"+canary("proxy")))
				if len(asked) != test.tunnels || slices.ContainsFunc(asked, func(request string) bool { return request != want }) {
					t.Errorf("the proxy was asked for %q, want %d times %q", asked, test.tunnels, want)
				}
				if requests := len(mock.Requests()); (requests == 1) != (test.says == "") {
					t.Errorf("Heroku was asked %d times", requests)
				}
				a.check(workspace, map[string][]byte{"stdout": []byte(stdout), "stderr": []byte(stderr), "the proxy": received})
			})
		})
	}
}
