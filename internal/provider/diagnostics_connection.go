package provider

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// connectionDiagnostic explains why a request received no response.
func (a *herokuAccount) connectionDiagnostic(err error) diag.Diagnostic {
	proxy, invalidProxy := (*web.ProxyError)(nil), (*web.ProxyURLError)(nil)
	issuer, host, expired := x509.UnknownAuthorityError{}, x509.HostnameError{}, x509.CertificateInvalidError{}
	unresolved, timeout := (*net.DNSError)(nil), (interface{ Timeout() bool })(nil)
	summary, happened, next := "Heroku is unreachable", "The connection failed: "+strings.TrimSuffix(err.Error(), ".")+".", ""
	switch {
	case errors.As(err, &invalidProxy):
		summary, happened = "Invalid proxy URL", "The environment variable "+invalidProxy.Variable+" is not the URL of a proxy."
		next = `Correct it. In its user name and password, write "%25" for "%", "%23" for "#", "%5C" for "\", "%2F" for "/" and "%3F" for "?".`
	case errors.As(err, &proxy):
		summary = "Proxy refused the connection"
		happened = fmt.Sprintf("The proxy in the environment variable %s refused to connect to Heroku: %d %s.",
			proxy.Variable, proxy.Status, http.StatusText(proxy.Status))
		next = "Allow the host in the proxy, or add it to NO_PROXY if it can be reached directly."
		if proxy.Status == 407 {
			next = "Set the proxy's user name and password in " + proxy.Variable + ", or correct them there."
		}
	case errors.As(err, &issuer):
		summary, happened = "Untrusted certificate", fmt.Sprintf("The server's certificate was issued by %s, which this computer does not trust.", issuerOf(issuer.Cert))
		next = "Somebody may intercept the connection. If that is your organization's proxy, " + trust()
	case errors.As(err, &host):
		summary = "Certificate of another server"
		next = a.interception()
	case errors.As(err, &expired):
		summary, happened = "Invalid certificate", happened+" It was issued by "+issuerOf(expired.Cert)+"."
		next = "Check this computer's clock. If it is right, " + a.checkAPI("check which proxy intercepts the connection")
	case errors.As(err, &unresolved):
		next = "Check the network and its DNS. If the network requires a proxy, set HTTPS_PROXY."
		if a.apiSource != "" {
			next += " " + capitalized(a.checkAPI(""))
		}
	case errors.As(err, &timeout) && timeout.Timeout():
		summary, happened = "Heroku request timed out", "The request failed: "+strings.TrimSuffix(err.Error(), ".")+"."
		next = "If the connection is slow, set a larger heroku.request_timeout. If it is not, check the network and HTTPS_PROXY."
	default:
		next = "Check the network. If it requires a proxy, check HTTPS_PROXY and NO_PROXY."
		if a.apiSource != "" {
			next += " " + capitalized(a.checkAPI(""))
		}
	}
	return diag.NewErrorDiagnostic(summary, paragraphs(happened, next))
}

// interception returns the advice for when another server responds.
func (a *herokuAccount) interception() string {
	return "Another server responds in Heroku's place. To correct that, " + a.checkAPI("check the network's DNS and HTTPS_PROXY")
}

// issuerOf returns the name of a certificate's issuer.
func issuerOf(certificate *x509.Certificate) string {
	if certificate == nil {
		return "an unknown authority"
	}
	return fmt.Sprintf("%q", certificate.Issuer)
}

// trust returns the advice how to trust a certificate authority.
func trust() string {
	const variable = "SSL_CERT_FILE"
	switch file := os.Getenv(variable); {
	case runtime.GOOS == "windows" || runtime.GOOS == "darwin": // There, Go reads only the system's certificates.
		return "add its certificate authority to the system's trusted certificates (SSL_CERT_FILE has no effect on this system)."
	case file != "":
		return fmt.Sprintf("add its certificate authority, in PEM form, to %s: the file %s does not contain it.", variable, file)
	default:
		return "set " + variable + " to a file with its certificate authority in PEM form."
	}
}
