// Package explain describes what went wrong with a sign-in and what to do about it, for the
// provider's diagnostics and for the commands. One table has the texts for each problem, sign-in
// method and source of the credentials.
package explain

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strconv"
	"strings"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
)

// CreateToken is the command that creates an access token which can only read.
const CreateToken = "heroku authorizations:create --scope read --description terraform"

// login is the command that signs in.
const login = "terraform-provider-modulex login"

// Text explains an error or a warning.
type Text struct {
	// Summary is what failed, in up to six words.
	Summary string
	// Happened is what happened, and Next what to do about it. Both are whole sentences.
	Happened, Next string
	// Setting is the argument of the configuration that the problem comes from, if it comes from
	// there.
	Setting auth.Setting
}

// String returns what happened and what to do, as two paragraphs.
func (t Text) String() string {
	if t.Next == "" {
		return t.Happened
	}
	return t.Happened + "\n\n" + t.Next
}

// Error explains an error of package auth. The remedy fits the origin of the credentials.
func Error(err *auth.Error) Text {
	row := find(err)
	fill := placeholders(err).Replace
	text := Text{Summary: row.summary, Happened: sentence(fill(row.happened)), Next: fill(row.next)}
	if !err.Origin.FromEnvironment && err.Origin.Method != auth.MethodLogin {
		text.Setting = settingOf(err)
	}
	return text
}

// find returns the first row for the error.
func find(err *auth.Error) row {
	in := configuration
	if err.Origin.FromEnvironment {
		in = environment
	}
	for _, row := range table {
		if row.problem == err.Problem && (row.method == "" || row.method == err.Origin.Method) && (row.in == anywhere || row.in == in) {
			return row
		}
	}
	return row{summary: "Signing in to Heroku failed", happened: "{source}: {detail}."}
}

// settingOf returns the setting at fault.
func settingOf(err *auth.Error) auth.Setting {
	switch {
	case err.Setting != "":
		return err.Setting
	case len(err.Missing) > 0:
		return err.Missing[0]
	}
	return err.Origin.Setting
}

func placeholders(err *auth.Error) *strings.Replacer {
	origin := err.Origin
	name := namer(origin)
	detail := err.Detail
	if detail == "" && err.Err != nil {
		detail = err.Err.Error()
	}
	return strings.NewReplacer(
		"{value}", name(settingOf(err)),
		"{source}", Source(origin),
		"{file}", origin.File,
		"{path}", quoted(origin.File),
		"{host}", origin.Host,
		"{command}", strconv.Quote(origin.Command),
		"{said}", said(err.Detail),
		"{detail}", strings.TrimSuffix(detail, "."),
		"{missing}", list(err.Missing, name),
		"{given}", list(given(err.Missing), name),
		"{login}", loginCommand(origin),
		"{variable}", auth.CredentialsFileSetting.Variable(),
		"{room}", room(err.Err),
		"{create}", CreateToken,
	)
}

// said returns the sentence with what a command wrote to stderr, if anything.
func said(text string) string {
	if text == "" {
		return ""
	}
	return " The command said: " + text
}

// Source names the credentials: the argument, the variable, the file or the command that they come
// from.
func Source(origin auth.Origin) string {
	switch origin.Method {
	case auth.MethodFile:
		return "the credentials file " + origin.File
	case auth.MethodNetrc:
		return "the entry for " + origin.Host + " in " + origin.File
	case auth.MethodCommand:
		return "the token command " + strconv.Quote(origin.Command)
	case auth.MethodLogin:
		return "the sign-in"
	default:
		return namer(origin)(origin.Setting)
	}
}

// namer returns what a setting is called where it was set.
func namer(origin auth.Origin) func(auth.Setting) string {
	return func(setting auth.Setting) string {
		switch {
		case origin.Method == auth.MethodLogin:
			return "the OAuth client's " + strings.TrimPrefix(strings.ReplaceAll(string(setting), "_", " "), "client ")
		case origin.FromEnvironment:
			return setting.Variable()
		}
		return "heroku." + string(setting)
	}
}

// loginCommand is the sign-in that writes the origin's file. login does not know the configuration.
func loginCommand(origin auth.Origin) string {
	if origin.Method == auth.MethodFile && origin.Setting != "" && !origin.FromEnvironment {
		return loginInto(origin.File, runtime.GOOS)
	}
	return login
}

// loginInto returns the command that signs in and writes a file, for PowerShell on Windows and for
// POSIX shells elsewhere.
func loginInto(file, goos string) string {
	variable := auth.CredentialsFileSetting.Variable()
	if goos == "windows" {
		return fmt.Sprintf("$env:%s='%s'; %s", variable, strings.ReplaceAll(file, "'", "''"), login)
	}
	return fmt.Sprintf("%s=%s %s", variable, quoted(file), login)
}

// quoted returns a path, quoted for a POSIX shell if necessary.
func quoted(path string) string {
	if strings.ContainsFunc(path, func(r rune) bool {
		return !strings.ContainsRune("/._-~:", r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) {
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path
}

// given returns the OAuth settings that are not missing.
func given(missing []auth.Setting) (given []auth.Setting) {
	for _, setting := range auth.OAuthSettings {
		found := false
		for _, m := range missing {
			found = found || m == setting
		}
		if !found {
			given = append(given, setting)
		}
	}
	return given
}

func list(settings []auth.Setting, name func(auth.Setting) string) string {
	names := make([]string, len(settings))
	for i, setting := range settings {
		names[i] = name(setting)
	}
	return strings.Join(names, " and ")
}

// room says how to make a file writable, by the system's error.
func room(err error) string {
	for code, next := range rooms {
		if errors.Is(err, code) {
			return next
		}
	}
	if errors.Is(err, fs.ErrPermission) {
		return "Make the file and its folder writable for the user who runs this"
	}
	return "Make the file and its folder writable"
}

const (
	fullDisk  = "Free some space on its disk"
	fullQuota = "Free some space: your disk quota is used up"
)

// sentence returns the text with a capital letter, unless it begins with the name of an argument.
func sentence(text string) string {
	if strings.HasPrefix(text, "heroku.") || text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
