// Package web has the rules for every connection of the provider: it sends a credential only to the
// configured address, and encrypts it on the network.
package web

import (
	"crypto/tls"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// MaxHeaderBytes bounds the headers of one response.
const MaxHeaderBytes = 64 << 10

// NewClient returns a client for requests that carry a credential, with [NewTransport]. It does not
// follow redirects: it returns the redirect itself. The timeout, unless zero, bounds one exchange,
// from connecting to the last byte of the body.
func NewClient(timeout time.Duration) *http.Client {
	return &http.Client{
		Transport:     NewTransport(),
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// NewTransport returns a transport for requests that carry a credential. It uses TLS 1.2 or newer,
// the proxy in HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and the certificates of the system or
// SSL_CERT_FILE. It closes an HTTP/2 connection after 25 s of silence: otherwise every retry would
// use a connection that a firewall or a suspend has cut.
func NewTransport() *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // The standard library's own value.
	transport.MaxResponseHeaderBytes = MaxHeaderBytes
	transport.Proxy = proxyFromEnvironment()
	transport.OnProxyConnectResponse = proxyRefusal
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	transport.HTTP2 = &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second}
	return transport
}

// ParseAddress parses an address to send a credential to. It must be an https URL, or http for a
// loopback address. The error says what is wrong, with an example of a valid address, and never
// repeats the address, which may contain a password.
func ParseAddress(address, example string) (*url.URL, error) {
	parsed, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, errors.New("it is not a URL")
	case parsed.Hostname() == "":
		return nil, errors.New("it has no host; write the whole URL, such as " + example)
	case parsed.User != nil:
		return nil, errors.New("it contains a user name or a password; remove them")
	case parsed.RawQuery != "" || parsed.ForceQuery || parsed.Fragment != "":
		return nil, errors.New("it has a query or a fragment; remove it")
	case parsed.Scheme == "https", parsed.Scheme == "http" && isLoopback(parsed.Hostname()):
		return parsed, nil
	default:
		return nil, errors.New("it must be https, or http for a loopback address: other addresses would receive credentials unencrypted")
	}
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
