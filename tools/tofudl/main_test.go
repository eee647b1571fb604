package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/opentofu/tofudl"
	"github.com/opentofu/tofudl/mockmirror"
)

const binary = "the binary"

func TestDownload(t *testing.T) {
	mirror := mockmirror.NewFromBinary(t, []byte(binary))
	another := mockmirror.NewFromBinary(t, []byte(binary))
	for name, test := range map[string]struct {
		version tofudl.Version
		key     string
		ok      bool
	}{
		"verified":        {"1.0.0", mirror.GPGKey(), true},
		"wrong signature": {"1.0.0", another.GPGKey(), false},
		"no such version": {"1.0.1", mirror.GPGKey(), false},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "tofu")
			err := download(t.Context(), test.version, file, tofudl.ConfigGPGKey(test.key),
				tofudl.ConfigAPIURL(mirror.APIURL()), tofudl.ConfigDownloadMirrorURLTemplate(mirror.DownloadMirrorURLTemplate()))
			content, readErr := os.ReadFile(file)
			if test.ok && (err != nil || string(content) != binary) {
				t.Errorf("got %q, %v and %v, want %q", content, err, readErr, binary)
			}
			if !test.ok && (err == nil || !os.IsNotExist(readErr)) {
				t.Errorf("got %q and %v, want an error and no file", content, err)
			}
		})
	}
}

// A host that accepts connections and never responds must not delay the build from source.
func TestDownload_noResponse(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	start := time.Now()
	err = download(t.Context(), "1.0.0", filepath.Join(t.TempDir(), "tofu"), tofudl.ConfigAPIURL("http://"+listener.Addr().String()))
	if took := time.Since(start); err == nil || took > time.Minute {
		t.Errorf("got %v after %s", err, took)
	}
}

// A missing page is an error.
func TestDownload_notFound(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	if err := download(t.Context(), "1.0.0", filepath.Join(t.TempDir(), "tofu"), tofudl.ConfigAPIURL(server.URL)); err == nil {
		t.Error("want an error for a missing page")
	}
}
