package provider_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// canary returns a recognizable secret with characters that URLs and forms escape.
func canary(of string) string { return "CANARY+" + of + "/x7Qz=" }

// canaries are the secrets in all credentials and in the proxy URL.
var canaries = []string{
	canary("token"), canary("secret"), canary("refresh"), canary("refreshed"), canary("file-secret"), canary("file-refresh"),
	canary("file-refreshed"), canary("command"), canary("netrc"), canary("proxy"),
}

// forms returns the encodings in which a secret can appear.
func forms(secret string) []string {
	escaped := strconv.Quote(secret)
	list := []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), escaped[1 : len(escaped)-1],
		hex.EncodeToString([]byte(secret)), strings.ReplaceAll(secret, "+", `\u002b`),
	}
	// The Base64 form depends on the number of bytes before the secret, modulo 3. Its first and
	// last characters also depend on the bytes beside it, so they are cut off.
	for before := range 3 {
		text := strings.Repeat("x", before) + secret
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			encoded := encoding.EncodeToString([]byte(text))
			list = append(list, encoded[(before*8+5)/6:len(text)*8/6])
		}
	}
	return list
}

// secretsIn returns the canaries that a text contains.
func secretsIn(text []byte) (found []string) {
	for _, secret := range canaries {
		if slices.ContainsFunc(forms(secret), func(form string) bool { return bytes.Contains(text, []byte(form)) }) {
			found = append(found, secret)
		}
	}
	return found
}

// leaks returns the canaries in the texts and in the files of the folder. It also looks into the
// archives that plans are.
func leaks(t *testing.T, dir string, texts map[string][]byte) (found []string) {
	t.Helper()
	look := func(name string, text []byte) {
		for _, secret := range secretsIn(text) {
			found = append(found, fmt.Sprintf("%s contains %s", name, secret))
		}
	}
	for name, text := range texts {
		look(name, text)
	}
	err := filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content := []byte(read(t, file))
		look(file, content)
		if archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content))); err == nil {
			for _, part := range archive.File {
				opened, err := part.Open()
				if err != nil {
					return err
				}
				content, err := io.ReadAll(opened)
				if err != nil {
					return err
				}
				look(file+"/"+part.Name, content)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// recorder records what it receives, as a server other than Heroku or as a log.
type recorder struct {
	mu   sync.Mutex
	seen []byte
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	dump, _ := httputil.DumpRequest(req, true)
	_, _ = r.Write(dump) // It cannot fail.
	w.WriteHeader(http.StatusTeapot)
}

func (r *recorder) Write(text []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, text...)
	return len(text), nil
}

func (r *recorder) received() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.seen)
}

// The check finds a planted canary in every encoding and place.
func TestCanary_isFound(t *testing.T) {
	secret := canaries[0]
	for name, text := range map[string]string{
		"plain": secret, "in a form": url.Values{"a": {secret}}.Encode(), "in a path": url.PathEscape(secret),
		"quoted": strconv.Quote(secret), "in hex": hex.EncodeToString([]byte(secret)), "as JSON escapes +": strings.ReplaceAll(secret, "+", `\u002b`),
		"basic authentication":          base64.StdEncoding.EncodeToString([]byte(":" + secret)),
		"basic authentication, ada":     base64.StdEncoding.EncodeToString([]byte("ada:" + secret)),
		"base64":                        base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64, in the middle":         base64.StdEncoding.EncodeToString([]byte("12345" + secret + "6")),
		"base64 of URLs, in the middle": base64.RawURLEncoding.EncodeToString([]byte("1234567" + secret + "89")),
	} {
		t.Run(name, func(t *testing.T) {
			text := []byte("before " + text + " after")
			if found := leaks(t, t.TempDir(), map[string][]byte{"text": text}); len(found) != 1 {
				t.Errorf("in a text: found %q", found)
			}
			dir := t.TempDir()
			var archive bytes.Buffer
			plan := zip.NewWriter(&archive)
			part, err := plan.Create("tfplan")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := part.Write(text); err != nil {
				t.Fatal(err)
			}
			if err := plan.Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Join(dir, "deep"), 0o700); err != nil {
				t.Fatal(err)
			}
			for name, content := range map[string][]byte{"deep/log": text, "plan": archive.Bytes()} {
				if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if found := leaks(t, dir, nil); len(found) != 2 {
				t.Errorf("in files: found %q", found)
			}
			host := &recorder{}
			request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/?q="+url.QueryEscape(string(text)), strings.NewReader(string(text)))
			host.ServeHTTP(httptest.NewRecorder(), request)
			if found := leaks(t, t.TempDir(), map[string][]byte{"host": host.received()}); len(found) != 1 {
				t.Errorf("in a request: found %q", found)
			}
		})
	}
	if found := secretsIn([]byte("CANARY+ token/x7Qz= and " + secret[1:])); found != nil {
		t.Errorf("found %q, want nothing", found)
	}
}
