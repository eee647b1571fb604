// Package web holds what every connection of the provider keeps to, so that a credential goes to one address only and
// nobody reads it on its way.
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

// MaxHeaderBytes bounds the headers of one answer.
const MaxHeaderBytes = 64 << 10

// NewClient returns a client for requests that carry a credential, over [NewTransport]. A redirect is not followed but
// given as the answer. The timeout bounds one exchange, from connecting to the last byte of the body, unless it is zero.
func NewClient(timeout time.Duration) *http.Client {
	return &http.Client{
		Transport:     NewTransport(),
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// NewTransport returns a transport for requests that carry a credential. It uses TLS 1.2 or newer, the
// proxy in HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and the certificates of the system or SSL_CERT_FILE. An
// HTTP/2 connection that went silent is closed after 25 s: one that a firewall or a suspend has cut would
// otherwise be used for every retry.
func NewTransport() *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // The standard library's own value.
	transport.MaxResponseHeaderBytes = MaxHeaderBytes
	transport.Proxy = proxyFromEnvironment()
	transport.OnProxyConnectResponse = proxyRefusal
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	transport.HTTP2 = &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second}
	return transport
}

// ParseAddress parses an address that a credential is sent to. It must be an https URL; http is accepted for a loopback
// address only. The error says what is wrong, with an example of a right one, and never repeats the address, which may
// hold a password.
func ParseAddress(address, example string) (*url.URL, error) {
	parsed, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, errors.New("it is not a URL")
	case parsed.Hostname() == "":
		return nil, errors.New("it names no host; write it in full, like " + example)
	case parsed.User != nil:
		return nil, errors.New("it holds a user name or a password, which is not how Heroku is signed in to")
	case parsed.RawQuery != "" || parsed.ForceQuery || parsed.Fragment != "":
		return nil, errors.New("it has a query or a fragment; give the address alone")
	case parsed.Scheme == "https", parsed.Scheme == "http" && isLoopback(parsed.Hostname()):
		return parsed, nil
	default:
		return nil, errors.New("it must be https, or http to a loopback address, so that no credential can be read on its way")
	}
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
