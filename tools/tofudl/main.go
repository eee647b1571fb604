// Command tofudl downloads a release of OpenTofu, verifies its signature and its checksum, and
// writes the binary to a file:
//
//	go run . 1.12.6 ../../bin/tofu
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/opentofu/tofudl"
)

// An unresponsive network fails within seconds, so that the caller can build OpenTofu instead. The
// download itself, of about 30 MB, may take longer.
const (
	responseLimit = 5 * time.Second
	downloadLimit = 5 * time.Minute
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: tofudl VERSION FILE")
		os.Exit(2)
	}
	if err := download(context.Background(), tofudl.Version(os.Args[1]), os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "tofudl:", err)
		os.Exit(1)
	}
}

// download writes the binary of a version for this platform to a file. The file is either complete
// and verified or missing. The options are for tests.
func download(ctx context.Context, version tofudl.Version, file string, opts ...tofudl.ConfigOpt) error {
	ctx, cancel := context.WithTimeout(ctx, downloadLimit)
	defer cancel()
	downloader, err := tofudl.New(append([]tofudl.ConfigOpt{tofudl.ConfigHTTPClient(client())}, opts...)...)
	if err != nil {
		return err
	}
	binary, err := downloader.Download(ctx, tofudl.DownloadOptVersion(version))
	if err != nil {
		return err
	}
	return write(file, binary)
}

// client returns an HTTP client that fails early if the server does not respond.
func client() *http.Client {
	return &http.Client{Transport: &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: responseLimit}).DialContext,
		TLSHandshakeTimeout:   responseLimit,
		ResponseHeaderTimeout: responseLimit,
		ForceAttemptHTTP2:     true,
	}}
}

// write replaces the file. An interruption leaves either the old file or the new one.
func write(file string, binary []byte) error {
	temporary := file + ".download"
	defer os.Remove(temporary)
	if err := os.WriteFile(temporary, binary, 0o755); err != nil { //nolint:gosec // A program.
		return err
	}
	return os.Rename(temporary, file) //nolint:gosec // The caller names the file.
}
