package auth

import (
	"errors"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

// Forms of netrc files that curl, Python, Heroku's tools and people write.
func TestNetrc(t *testing.T) {
	const mine = "machine api.heroku.com login me password mine"
	for name, test := range map[string]struct{ content, password, problem string }{
		"one line":                   {mine, "mine", ""},
		"Windows line breaks":        {"machine api.heroku.com\r\n  login me\r\n  password mine\r\n", "mine", ""},
		"byte order mark":            {"\ufeff" + mine, "mine", ""},
		"all keywords":               {"machine api.heroku.com port 443 protocol https method basic user me account a password mine", "mine", ""},
		"quoted":                     {`machine "api.heroku.com" login "me too" password "mine"`, "mine", ""},
		"escaped":                    {`machine api.heroku.com password "mi\"ne\\"`, `mi"ne\`, ""},
		"default entry before":       {"default login a password other\n" + mine, "mine", ""},
		"default entry after":        {mine + "\ndefault login a password other", "mine", ""},
		"default entry alone":        {"default login a password other", "", ""},
		"macro before":               {"macdef init\nmachine api.heroku.com password macro\n\n" + mine, "mine", ""},
		"macro inside":               {"machine api.heroku.com login me macdef init\npassword macro\n\npassword mine", "mine", ""},
		"macro without end":          {mine + "\nmacdef init\nls", "mine", ""},
		"comments":                   {"# machine api.heroku.com password old\n" + mine + " # new", "mine", ""},
		"long line":                  {"# " + strings.Repeat("x", 200_000) + "\n" + mine, "mine", ""},
		"first of two":               {mine + "\nmachine api.heroku.com password second", "mine", ""},
		"other case":                 {"machine API.Heroku.com password mine", "mine", ""},
		"other host, unfinished":     {"machine a.example password\n" + mine, "mine", ""},
		"other host, unknown word":   {"machine a.example nonsense password a\n" + mine, "mine", ""},
		"other host, open quotation": {"machine a.example password \"a\n" + mine, "mine", ""},
		"machine without a name":     {mine + "\nmachine", "mine", ""},
		"password without a value":   {"\nmachine api.heroku.com\n  password", "", "line 3 has password without a value"},
		"unknown word":               {"# one\n\nmachine api.heroku.com\n  canary", "", "line 4 has an unknown word"},
		"open quotation":             {"machine api.heroku.com password \"canary\nlogin a", "", "line 1 has a quotation mark that is not closed"},
		"empty file":                 {"", "", ""},
		"no password":                {"machine api.heroku.com login me", "", ""},
		"login named password":       {"machine api.heroku.com login password password mine", "mine", ""},
	} {
		t.Run(name, func(t *testing.T) {
			password, _, err := findNetrc([]byte(test.content), "api.heroku.com")
			if test.problem != "" {
				failed, ok := errors.AsType[*Error](err)
				if !ok || failed.Problem != FileInvalid || failed.Detail != test.problem {
					t.Errorf("got %v, want %q", err, test.problem)
				}
				return
			}
			if err != nil || password != test.password {
				t.Errorf("got %q and %v, want %q", password, err, test.password)
			}
		})
	}
}

// NETRC names a file, or a folder that contains .netrc, and may begin with ~/. On Windows, the file is
// _netrc.
func TestNetrcFile(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for value, want := range map[string]string{
		"":             clitest.Netrc(),
		home:           clitest.Netrc(),
		"~/":           clitest.Netrc(),
		"~/other":      home + "/other",
		"/tmp/~/other": "/tmp/~/other",
	} {
		t.Setenv("NETRC", value)
		if got, err := netrcFile(); err != nil || got != want {
			t.Errorf("NETRC=%s: got %q and %v, want %q", value, got, err, want)
		}
	}
}

func TestExpand(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for path, want := range map[string]string{
		"~": home, "~/a.json": home + "/a.json", "~ada/a.json": "~ada/a.json", "a/~": "a/~", "/a": "/a", "": "",
	} {
		if got := expand(path); got != want {
			t.Errorf("%q: got %q, want %q", path, got, want)
		}
	}
	t.Setenv("MODULEX_HEROKU_CREDENTIALS_FILE", "~/a.json")
	if got, err := CredentialsFile(); err != nil || got != home+"/a.json" {
		t.Errorf("got %q and %v", got, err)
	}
	file := "~/nowhere.json"
	_, _, err := Settings{CredentialsFile: &file}.Source(Config{})
	if failed, ok := errors.AsType[*Error](err); !ok || failed.Origin.File != home+"/nowhere.json" {
		t.Errorf("got %v", err)
	}
}
