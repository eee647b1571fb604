package releasetest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/testenv"
)

// key is a GnuPG key that exists until the end of the test.
type key struct {
	home, fingerprint string
}

// newKey creates an RSA key. Without gpg, it returns nil.
func newKey(t *testing.T) *key {
	t.Helper()
	if _, err := exec.LookPath("gpg"); err != nil {
		return nil
	}
	k := &key{home: t.TempDir()}
	t.Cleanup(func() {
		if out, err := k.command(context.WithoutCancel(t.Context()), "gpgconf", "--kill", "all").CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	})
	k.gpg(t, "--passphrase", "", "--quick-generate-key", "release test", "rsa3072", "sign", "never")
	for line := range strings.Lines(k.gpg(t, "--with-colons", "--list-keys")) {
		if field := strings.Split(line, ":"); field[0] == "fpr" {
			k.fingerprint = field[9]
		}
	}
	if k.fingerprint == "" {
		t.Fatal("gpg lists no key")
	}
	return k
}

func (k *key) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "GNUPGHOME="+k.home)
	return cmd
}

func (k *key) gpg(t *testing.T, args ...string) string {
	t.Helper()
	out, err := k.command(t.Context(), "gpg", append([]string{"--batch"}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("gpg %q: %v\n%s", args, err, out)
	}
	return string(out)
}

// The signature of the checksums is as the Terraform Registry requires: detached, not armored, and
// with an RSA key.
func checkSignature(t *testing.T, release snapshot, key *key) {
	if key == nil {
		testenv.Missing(t, "gpg", "apt-get install gnupg (Debian, Ubuntu)")
	}
	sums := release.prefix() + "_SHA256SUMS"
	signature := filepath.Join(release.dir, sums+".sig")
	key.gpg(t, "--verify", signature, filepath.Join(release.dir, sums))
	if content := string(release.read(t, sums+".sig")); strings.HasPrefix(content, "-----BEGIN") {
		t.Error("the signature is armored")
	}
	const rsa = "algo 1," // RFC 9580, section 9.1
	if packets := key.gpg(t, "--list-packets", signature); !strings.Contains(packets, ":signature packet: "+rsa) {
		t.Errorf("no signature by an RSA key:\n%s", packets)
	}
}
