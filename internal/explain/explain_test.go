package explain

import (
	"io/fs"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
)

// origins are the credentials of each sign-in method by their source.
var origins = map[string]auth.Origin{
	"token":             {Method: auth.MethodToken, Setting: auth.TokenSetting},
	"HEROKU_API_KEY":    {Method: auth.MethodToken, Setting: auth.TokenSetting, FromEnvironment: true},
	"refresh token":     {Method: auth.MethodRefresh, Setting: auth.RefreshTokenSetting},
	"refresh variables": {Method: auth.MethodRefresh, Setting: auth.RefreshTokenSetting, FromEnvironment: true},
	"file":              {Method: auth.MethodFile, Setting: auth.CredentialsFileSetting, File: "/b c/heroku.json"},
	"file variable":     {Method: auth.MethodFile, Setting: auth.CredentialsFileSetting, FromEnvironment: true, File: "/b/heroku.json"},
	"default file":      {Method: auth.MethodFile, FromEnvironment: true, File: "/home/a/heroku.json"},
	"command":           {Method: auth.MethodCommand, Setting: auth.TokenCommandSetting, Command: "heroku"},
	"netrc":             {Method: auth.MethodNetrc, FromEnvironment: true, File: "/home/a/.netrc", Host: "api.heroku.com"},
}

// The error for a rejected token names the token's source and a remedy that fits it.
func TestError_rejected(t *testing.T) {
	for name, test := range map[string]struct {
		says []string
		not  []string
	}{
		"token":             {[]string{"heroku.token", "authorizations:create"}, []string{"login", "HEROKU_API_KEY", "unset"}},
		"HEROKU_API_KEY":    {[]string{"HEROKU_API_KEY", "Unset"}, []string{"login", "heroku.token"}},
		"refresh token":     {[]string{"heroku.refresh_token", "heroku.client_secret"}, []string{"login", "MODULEX_"}},
		"refresh variables": {[]string{"MODULEX_HEROKU_REFRESH_TOKEN", "unset all three"}, []string{"login", "heroku.refresh_token"}},
		"file":              {[]string{"/b c/heroku.json", "with: " + loginInto("/b c/heroku.json", runtime.GOOS)}, nil},
		"file variable":     {[]string{"/b/heroku.json", "with: terraform-provider-modulex login"}, nil},
		"default file":      {[]string{"/home/a/heroku.json", "with: terraform-provider-modulex login"}, []string{"MODULEX_"}},
		"command":           {[]string{`token command "heroku"`, "said: session expired", "heroku login"}, []string{"modulex login"}},
		"netrc":             {[]string{"the entry for api.heroku.com in /home/a/.netrc", "Replace the password"}, []string{"login"}},
	} {
		t.Run(name, func(t *testing.T) {
			failed := &auth.Error{Origin: origins[name], Problem: auth.TokenRejected}
			if name == "command" {
				failed.Detail = "session expired"
			}
			text := Error(failed)
			for _, want := range test.says {
				if !strings.Contains(text.String(), want) {
					t.Errorf("the text does not say %q:\n%s", want, text)
				}
			}
			for _, not := range test.not {
				if strings.Contains(text.String(), not) {
					t.Errorf("the text says %q, which cannot help:\n%s", not, text)
				}
			}
			if inConfiguration := !origins[name].FromEnvironment; inConfiguration != (text.Setting != "") {
				t.Errorf("the setting is %q, set in the configuration: %t", text.Setting, inConfiguration)
			}
		})
	}
}

// Each problem has a text for each method, in the common form.
func TestError_all(t *testing.T) {
	for _, row := range table {
		for name, origin := range origins {
			if row.method != "" && row.method != origin.Method || strings.Contains(row.happened, "{file}") && origin.File == "" {
				continue
			}
			failed := &auth.Error{
				Origin: origin, Problem: row.problem, Detail: "contains a space", Missing: []auth.Setting{auth.ClientSecretSetting},
			}
			text := Error(failed)
			if words := len(strings.Fields(text.Summary)); words == 0 || words > 6 || strings.HasSuffix(text.Summary, ".") {
				t.Errorf("%s, %s: the summary is %q", row.problem, name, text.Summary)
			}
			if strings.ContainsAny(text.String(), "{}") || strings.Contains(text.String(), "..") || strings.Contains(text.String(), "  ") {
				t.Errorf("%s, %s: something was not filled in:\n%s", row.problem, name, text)
			}
			if text.Happened == "" || text.Next == "" {
				t.Errorf("%s, %s: no words for what happened or what to do:\n%s", row.problem, name, text)
			}
			if origin.FromEnvironment && strings.Contains(text.Happened, "heroku.") && !strings.Contains(text.Happened, "api.heroku.com") &&
				!strings.Contains(text.Happened, "heroku.json") {
				t.Errorf("%s, %s: it speaks of an argument that is not set:\n%s", row.problem, name, text)
			}
		}
	}
}

// A file that cannot be written has a remedy for each reason.
func TestError_room(t *testing.T) {
	reasons := map[error]string{fs.ErrPermission: "for the user", syscall.EACCES: "for the user", syscall.EIO: "writable"}
	for code, want := range roomReasons {
		reasons[code] = want
	}
	if len(roomReasons) != len(rooms) {
		t.Errorf("%d reasons are tested, want %d", len(roomReasons), len(rooms))
	}
	for err, want := range reasons {
		for _, problem := range []auth.Problem{auth.FileNotWritable, auth.RefreshTokenNotSaved, auth.AccessTokenNotSaved} {
			text := Error(&auth.Error{Origin: origins["default file"], Problem: problem, Err: err})
			if !strings.Contains(text.Next, want) || !strings.Contains(text.Happened, err.Error()) {
				t.Errorf("%v: want %q and the reason:\n%s", err, want, text)
			}
		}
	}
}

// The command of a remedy works in the shell of the system.
func TestLoginInto(t *testing.T) {
	for _, test := range []struct{ file, goos, want string }{
		{"/b/heroku.json", "linux", "MODULEX_HEROKU_CREDENTIALS_FILE=/b/heroku.json terraform-provider-modulex login"},
		{"/b c/it's.json", "darwin", `MODULEX_HEROKU_CREDENTIALS_FILE='/b c/it'\''s.json' terraform-provider-modulex login`},
		{`/b\c.json`, "linux", `MODULEX_HEROKU_CREDENTIALS_FILE='/b\c.json' terraform-provider-modulex login`},
		{`C:\b c\it's.json`, "windows", `$env:MODULEX_HEROKU_CREDENTIALS_FILE='C:\b c\it''s.json'; terraform-provider-modulex login`},
	} {
		if got := loginInto(test.file, test.goos); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

// If only some OAuth values are set, the remedy names the missing ones as arguments or variables.
func TestError_missing(t *testing.T) {
	for name, test := range map[string]struct {
		missing []auth.Setting
		next    string
	}{
		"refresh variables": {[]auth.Setting{auth.ClientSecretSetting, auth.RefreshTokenSetting},
			"Set MODULEX_HEROKU_CLIENT_SECRET and MODULEX_HEROKU_REFRESH_TOKEN, or unset MODULEX_HEROKU_CLIENT_ID."},
		"refresh token": {[]auth.Setting{auth.ClientSecretSetting}, "Set heroku.client_secret, or remove heroku.client_id and heroku.refresh_token."},
	} {
		if got := Error(&auth.Error{Origin: origins[name], Problem: auth.ValueMissing, Missing: test.missing}); got.Next != test.next {
			t.Errorf("got %q, want %q", got.Next, test.next)
		}
	}
}
