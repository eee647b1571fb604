package auth

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"runtime"
	"strings"
)

// Setting names a setting of a sign-in, as the provider's attribute does.
type Setting string

// The settings of the ways to sign in, in the order in which the ways are looked at.
const (
	TokenSetting           Setting = "token"
	ClientIDSetting        Setting = "client_id"
	ClientSecretSetting    Setting = "client_secret"
	RefreshTokenSetting    Setting = "refresh_token"
	CredentialsFileSetting Setting = "credentials_file"
	TokenCommandSetting    Setting = "token_command"
)

// TokenURLVariable is the environment variable with the address of the token endpoint.
const TokenURLVariable = "MODULEX_HEROKU_TOKEN_URL"

// Variable returns the environment variable of the setting, or nothing if it has none.
func (s Setting) Variable() string {
	switch s {
	case TokenSetting:
		return "HEROKU_API_KEY"
	case TokenCommandSetting:
		return ""
	default:
		return "MODULEX_HEROKU_" + strings.ToUpper(string(s))
	}
}

// Settings are what is set of a sign-in. What is not set is nil.
type Settings struct {
	Token, ClientID, ClientSecret, RefreshToken, CredentialsFile *string
	TokenCommand                                                 []string
}

// EnvironmentSettings returns what is set in the environment.
func EnvironmentSettings() Settings {
	lookUp := func(setting Setting) *string {
		if value, found := os.LookupEnv(setting.Variable()); found {
			return &value
		}
		return nil
	}
	return Settings{
		Token:           lookUp(TokenSetting),
		ClientID:        lookUp(ClientIDSetting),
		ClientSecret:    lookUp(ClientSecretSetting),
		RefreshToken:    lookUp(RefreshTokenSetting),
		CredentialsFile: lookUp(CredentialsFileSetting),
	}
}

// SettingError says that a setting cannot be used, or that it is missing beside others.
type SettingError struct {
	Setting Setting
	Err     error
}

// Error returns what is wrong, without the setting.
func (e *SettingError) Error() string { return e.Err.Error() }

// Unwrap returns what is wrong.
func (e *SettingError) Unwrap() error { return e.Err }

// NoSignInError says that no way to sign in was found.
type NoSignInError struct {
	// Places are the places outside the settings that were looked at.
	Places []string
}

// Error says that there is none.
func (e *NoSignInError) Error() string { return "no sign-in to Heroku was found" }

// SignIn is the way of signing in that was chosen.
type SignIn struct {
	Way Way
	// Name says in words which way it is.
	Name string
	// File is the file that it reads, if it does.
	File string
}

// Exposed tells whether others than the user can read the file. On Windows, whose permissions are of another kind, it is
// always false.
func (s SignIn) Exposed() bool {
	if s.File == "" || runtime.GOOS == "windows" {
		return false
	}
	info, err := os.Stat(s.File)
	return err == nil && info.Mode().Perm()&0o077 != 0
}

// SignIn returns the way that the settings name, the first in order if they name several, and false if they name none.
// It reads a credentials file but sends nothing. The error is a [*SettingError].
func (s Settings) SignIn(tokenURL *url.URL) (signIn SignIn, found bool, err error) {
	switch {
	case s.Token != nil:
		signIn.Name = "access token"
		if signIn.Way, err = Static(*s.Token); err != nil {
			err = &SettingError{TokenSetting, err}
		}
	case s.ClientID != nil || s.ClientSecret != nil || s.RefreshToken != nil:
		signIn.Name = "OAuth refresh token"
		signIn.Way, err = s.refresh(tokenURL)
	case s.CredentialsFile != nil:
		if signIn, err = fileSignIn(*s.CredentialsFile, tokenURL); err != nil {
			err = &SettingError{CredentialsFileSetting, err}
		}
	case s.TokenCommand != nil:
		signIn.Name = "token command"
		if signIn.Way, err = Command(s.TokenCommand); err != nil {
			err = &SettingError{TokenCommandSetting, err}
		}
	default:
		return SignIn{}, false, nil
	}
	return signIn, true, err
}

// refresh takes the three settings of an OAuth client, which go together.
func (s Settings) refresh(tokenURL *url.URL) (Way, error) {
	client := Client{TokenURL: tokenURL}
	var refreshToken string
	for _, part := range []struct {
		setting Setting
		value   *string
		to      *string
	}{
		{ClientIDSetting, s.ClientID, &client.ID},
		{ClientSecretSetting, s.ClientSecret, &client.Secret},
		{RefreshTokenSetting, s.RefreshToken, &refreshToken},
	} {
		if part.value == nil {
			return nil, &SettingError{part.setting, errPart}
		}
		var err error
		if *part.to, err = clean(*part.value); err != nil {
			return nil, &SettingError{part.setting, err}
		}
	}
	return Refresh(client, refreshToken), nil
}

var errPart = errors.New("it is not set, but client_id, client_secret and refresh_token go together")

func fileSignIn(file string, tokenURL *url.URL) (SignIn, error) {
	if file == "" {
		return SignIn{}, ErrEmpty
	}
	if _, err := ReadCredentials(file); err != nil {
		return SignIn{}, err
	}
	return SignIn{Name: "credentials file", File: file, Way: File(file, tokenURL)}, nil
}

// FromEnvironment returns the way that the environment names, or else that of the credentials file at its usual place,
// or else that of the netrc file's entry for the API's host. The error is a [*SettingError], a [*NoSignInError], or says
// which of the two files cannot be used.
func FromEnvironment(tokenURL *url.URL, host string) (SignIn, error) {
	signIn, found, err := EnvironmentSettings().SignIn(tokenURL)
	if found || err != nil {
		return signIn, err
	}
	var places []string
	if file, err := DefaultCredentialsFile(); err == nil {
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
			return fileSignIn(file, tokenURL)
		}
		places = append(places, "the credentials file "+file)
	}
	if file, err := netrcFile(); err == nil {
		password, found, err := netrcPassword(file, host)
		if found {
			return netrcSignIn(file, host, password)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return SignIn{}, err
		}
		places = append(places, fmt.Sprintf("the entry for %s in %s", host, file))
	}
	return SignIn{}, &NoSignInError{Places: places}
}

func netrcSignIn(file, host, password string) (SignIn, error) {
	way, err := Static(password)
	if err != nil {
		return SignIn{}, fmt.Errorf("the password for %s in %s cannot be used: %w", host, file, err)
	}
	return SignIn{Name: "netrc file", File: file, Way: way}, nil
}
