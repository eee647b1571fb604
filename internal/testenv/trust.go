package testenv

import (
	"crypto/x509"
	"os"
	"runtime"
)

// TrustCertificates makes this process trust the certificates in the file that SSL_CERT_FILE names,
// if any, also on macOS and Windows. There, Go reads only the system's certificates.
func TrustCertificates() error {
	name := os.Getenv("SSL_CERT_FILE")
	if name == "" || runtime.GOOS != "darwin" && runtime.GOOS != "windows" {
		return nil
	}
	certificates, err := os.ReadFile(name) //nolint:gosec // A test wrote it.
	if err != nil {
		return err
	}
	if err := os.Setenv("GODEBUG", "x509usefallbackroots=1"); err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(certificates)
	x509.SetFallbackRoots(roots)
	return nil
}
