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
	"github.com/modulex/terraform-provider-modulex/internal/testenv"
)

// secureHost is a name that only the proxy can reach.
const secureHost = "api.heroku.invalid"

// secureAPI serves a mock over TLS up to the version newest, with a certificate for secureHost. It
// returns the address and the certificate.
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
	server.TLS = &tls.Config{ //nolint:gosec // The provider must refuse old versions.
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
		MinVersion:   tls.VersionTLS10, MaxVersion: newest,
	}
	server.Config.ErrorLog = nil
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.Listener.Addr().String(), string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// proxy tunnels every CONNECT to one address and records what it receives.
type proxy struct {
	to       string
	refusal  int // the status of a response that refuses the tunnel, or 0
	mu       sync.Mutex
	connects []string // the address and credentials of each CONNECT
	received []byte
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.connects = append(p.connects, r.Method+" "+r.Host+" "+r.Header.Get("Proxy-Authorization"))
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

// Write records what the client sends through the tunnel.
func (p *proxy) Write(data []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.received = append(p.received, data...)
	return len(data), nil
}

func (p *proxy) log() (connects []string, received []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.connects), slices.Clone(p.received)
}

// Go loads certificates once per process, so each case runs in its own process.
func TestProxyAndCertificates(t *testing.T) {
	if os.Getenv(inProcess) != "" {
		if err := testenv.TrustCertificates(); err != nil {
			t.Fatal(err)
		}
		_, found := list(t, args{"token": canary("token"), "api_url": "https://" + secureHost, "max_retries": 1}, args{})
		fmt.Print(found)
		return
	}
	clitest.CleanEnv(t)
	for name, test := range map[string]struct {
		newest   uint16 // TLS version of the API
		untrust  bool   // without SSL_CERT_FILE
		refusal  int    // status of the proxy's response
		password string // as written in the proxy URL
		noProxy  string
		tunnels  int
		says     []string // in the error; nil for success
	}{
		"through the proxy":        {newest: tls.VersionTLS13, tunnels: 1},
		"TLS 1.2":                  {newest: tls.VersionTLS12, tunnels: 1},
		"TLS 1.1":                  {newest: tls.VersionTLS11, tunnels: 1, says: []string{"Heroku is unreachable", "protocol version"}},
		"unknown certificate":      {newest: tls.VersionTLS13, untrust: true, tunnels: 1, says: []string{"Untrusted certificate", `"CN=Corp CA"`, "SSL_CERT_FILE"}},
		"proxy demands a password": {newest: tls.VersionTLS13, refusal: 407, tunnels: 1, says: []string{"Proxy refused the connection", "HTTPS_PROXY", "407 Proxy Authentication Required"}},
		"proxy forbids":            {newest: tls.VersionTLS13, refusal: 403, tunnels: 1, says: []string{"Proxy refused the connection", "HTTPS_PROXY", "403 Forbidden"}},
		"proxy redirects":          {newest: tls.VersionTLS13, refusal: 302, tunnels: 1, says: []string{"Proxy refused the connection", "HTTPS_PROXY", "302 Found"}},
		"invalid proxy URL":        {newest: tls.VersionTLS13, password: "CANARY%", says: []string{"Invalid proxy URL", "HTTPS_PROXY", `"%25" for "%"`}},
		"NO_PROXY with the host":   {newest: tls.VersionTLS13, noProxy: ".heroku.invalid", says: []string{"Heroku is unreachable"}},
		"NO_PROXY with all hosts":  {newest: tls.VersionTLS13, noProxy: "*", says: []string{"Heroku is unreachable"}},
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
			connects, received := tunnel.log()
			want := "CONNECT " + secureHost + ":443 Basic " + base64.StdEncoding.EncodeToString([]byte("ada:"+canary("proxy")))
			if len(connects) != test.tunnels || slices.ContainsFunc(connects, func(request string) bool { return request != want }) {
				t.Errorf("the proxy received %q, want %d times %q", connects, test.tunnels, want)
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
