//go:build unix

package auth_test

import (
	"os"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
)

// On Windows, a file has no mode bits.
func TestSource_exposed(t *testing.T) {
	home{netrc: "machine api.heroku.com login a password b"}.enter(t)
	find := func() *auth.Source {
		source, err := auth.FromEnvironment(config(tokenURL(t, "http://127.0.0.1:1")), host)
		if err != nil {
			t.Fatal(err)
		}
		return source
	}
	source := find()
	if warnings := source.Warnings(); warnings != nil {
		t.Errorf("got %v", warnings)
	}
	if err := os.Chmod(source.Origin().File, 0o644); err != nil {
		t.Fatal(err)
	}
	if warnings := find().Warnings(); len(warnings) != 1 || warnings[0].Problem != auth.FileExposed {
		t.Errorf("got %v, want a warning about a file that everyone can read", warnings)
	}
}
