package cli_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/testenv"
)

// Login reports a full disk before it opens a browser.
func TestLogin_fullDisk(t *testing.T) {
	a := newAccount(t)
	file := filepath.Join(testenv.Disk(t), "heroku.json")
	t.Setenv("MODULEX_HEROKU_CREDENTIALS_FILE", file)
	testenv.Fill(t, filepath.Dir(file))
	a.endsEarly(t, "cannot be saved in "+file+": no space left on device", "Free some space on its disk", "MODULEX_HEROKU_CREDENTIALS_FILE")
	for _, left := range []string{file, file + ".login"} {
		if _, err := os.Lstat(left); !os.IsNotExist(err) {
			t.Errorf("%s exists: %v", left, err)
		}
	}
}
