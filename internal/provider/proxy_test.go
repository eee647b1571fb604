package provider_test

import (
	"bytes"
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
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

// secureAPI serves a mock by TLS of the given versions at most, under a certificate for secureHost.
// It returns the address and the certificate.
func secureAPI(t *testing.T, mock http.Handler, newest uint16) (address, certificate string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Corp CA"}, DNSNames: []string{secureHost}, IsCA: true, BasicConstraintsValid: true,
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
	refusal  int // a status in place of a tunnel
	mu       sync.Mutex
	asked    []string // the address and the credentials of each CONNECT
	received []byte
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, r.Method+" "+r.Host+" "+r.Header.Get("Proxy-Authorization"))
	p.mu.Unlock()
	if p.refusal != 0 {
		w.WriteHeader(p.refusal)
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

// The certificates are the process's, so that each case runs in a process of its own.
func TestProxyAndCertificates(t *testing.T) {
	if os.Getenv(inProcess) != "" {
		_, found := list(t, args{"token": canary("token"), "api_url": "https://" + secureHost, "max_retries": 1}, args{})
		fmt.Print(found)
		return
	}
	clitest.CleanEnv(t)
	for name, test := range map[string]struct {
		newest   uint16 // TLS version of the API
		untrust  bool   // without SSL_CERT_FILE
		refusal  int    // status of the proxy's response
		password string // as the proxy's URL has it
		noProxy  string
		tunnels  int
		says     []string // in the error; nil for success
	}{
		"through the proxy":           {newest: tls.VersionTLS13, tunnels: 1},
		"TLS 1.2":                     {newest: tls.VersionTLS12, tunnels: 1},
		"TLS 1.1":                     {newest: tls.VersionTLS11, tunnels: 1, says: []string{"Heroku is unreachable", "protocol version"}},
		"unknown certificate":         {newest: tls.VersionTLS13, untrust: true, tunnels: 1, says: []string{"Untrusted certificate", `"CN=Corp CA"`, "SSL_CERT_FILE"}},
		"proxy demands a password":    {newest: tls.VersionTLS13, refusal: 407, tunnels: 1, says: []string{"Proxy refused the connection", "HTTPS_PROXY", "407 Proxy Authentication Required"}},
		"proxy forbids":               {newest: tls.VersionTLS13, refusal: 403, tunnels: 1, says: []string{"Proxy refused the connection", "HTTPS_PROXY", "403 Forbidden"}},
		"proxy redirects":             {newest: tls.VersionTLS13, refusal: 302, tunnels: 1, says: []string{"Proxy refused the connection", "HTTPS_PROXY", "302 Found"}},
		"URL that is none":            {newest: tls.VersionTLS13, password: "CANARY%", says: []string{"Invalid proxy URL", "HTTPS_PROXY", `"%25" for "%"`}},
		"around the proxy":            {newest: tls.VersionTLS13, noProxy: ".heroku.invalid", says: []string{"Heroku is unreachable"}},
		"around the proxy, all hosts": {newest: tls.VersionTLS13, noProxy: "*", says: []string{"Heroku is unreachable"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := herokutest.New(herokutest.Apps(3)...)
			mock.Authorize(canary("token"), "read")
			address, certificate := secureAPI(t, mock, test.newest)
			tunnel := &proxy{to: address, refusal: test.refusal}
			password := cmp.Or(test.password, url.QueryEscape(canary("proxy")))
			through := strings.Replace(herokutest.Serve(t, tunnel), "http://", "http://ada:"+password+"@", 1)
			process := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProxyAndCertificates$") //nolint:gosec // The test itself.
			process.Env = append(os.Environ(), inProcess+"=1", "HTTPS_PROXY="+through, "NO_PROXY="+test.noProxy)
			if !test.untrust {
				file := filepath.Join(t.TempDir(), "ca.pem")
				write(t, file, certificate)
				process.Env = append(process.Env, "SSL_CERT_FILE="+file)
			}
			out, err := process.CombinedOutput()
			if err != nil || !inOrder(test.says).Match(out) || (test.says == nil) == strings.Contains(string(out), "Error: ") {
				t.Errorf("got %v, want %q:\n%s", err, test.says, out)
			}
			asked, received := tunnel.log()
			want := "CONNECT " + secureHost + ":443 Basic " + base64.StdEncoding.EncodeToString([]byte("ada:"+canary("proxy")))
			if len(asked) != test.tunnels || slices.ContainsFunc(asked, func(request string) bool { return request != want }) {
				t.Errorf("the proxy was asked for %q, want %d times %q", asked, test.tunnels, want)
			}
			if requests := len(mock.Requests()); (requests == 1) != (test.says == nil) {
				t.Errorf("%d requests reached Heroku", requests)
			}
			if found := leaks(t, t.TempDir(), map[string][]byte{"the output": out, "the proxy": received}); found != nil || bytes.Contains(out, []byte("CANARY")) {
				t.Errorf("%q:\n%s", found, out)
			}
		})
	}
}

// inProcess is the variable that makes the test the process under test.
const inProcess = "TEST_PROXY_AND_CERTIFICATES"
