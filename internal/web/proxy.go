package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// ProxyURLError reports that an environment variable is not the URL of a proxy. It does not repeat
// the value, which may contain a password.
type ProxyURLError struct {
	// Variable is the name of the environment variable.
	Variable string
}

// Error names the variable.
func (e *ProxyURLError) Error() string { return e.Variable + " is not the URL of a proxy" }

// ProxyError reports that a proxy refused to connect to the server.
type ProxyError struct {
	// Status is the HTTP status of the proxy's response to CONNECT.
	Status int
	// Variable is the name of the environment variable with the proxy.
	Variable string
}

// Error names the status and the variable.
func (e *ProxyError) Error() string {
	return fmt.Sprintf("the proxy in %s refused to connect: %d %s", e.Variable, e.Status, http.StatusText(e.Status))
}

func proxyRefusal(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode != http.StatusOK {
		return &ProxyError{Status: resp.StatusCode, Variable: proxyVariable()}
	}
	return nil
}

// proxyFromEnvironment returns a transport's Proxy function. It follows the rules of
// [http.ProxyFromEnvironment], except that an invalid URL, such as one with % in the password, is a
// [*ProxyURLError] instead of a direct connection.
func proxyFromEnvironment() func(*http.Request) (*url.URL, error) {
	config := httpproxy.FromEnvironment()
	valid := isProxy(config.HTTPSProxy)
	if !valid {
		config.HTTPSProxy = "http://proxy.invalid" // Shows which requests would use the proxy.
	}
	proxyFor := config.ProxyFunc()
	return func(req *http.Request) (*url.URL, error) {
		proxy, err := proxyFor(req.URL)
		if err != nil || proxy != nil && !valid && req.URL.Scheme == "https" {
			return nil, &ProxyURLError{Variable: proxyVariable()}
		}
		return proxy, nil
	}
}

// proxyVariable returns the name of the variable that holds the proxy for https.
func proxyVariable() string {
	if os.Getenv("HTTPS_PROXY") == "" && os.Getenv("https_proxy") != "" {
		return "https_proxy"
	}
	return "HTTPS_PROXY"
}

// isProxy reports whether a value is empty or the URL of a proxy. The scheme is optional.
func isProxy(value string) bool {
	if value == "" {
		return true
	}
	if !strings.Contains(value, "://") {
		value = "http://" + value
	}
	proxy, err := url.Parse(value)
	return err == nil && proxy.Hostname() != "" && (proxy.Path == "" || proxy.Path == "/") &&
		proxy.RawQuery == "" && !proxy.ForceQuery && proxy.Fragment == "" &&
		slices.Contains([]string{"http", "https", "socks5", "socks5h"}, proxy.Scheme)
}
