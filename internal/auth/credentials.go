package auth

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Credentials are the content of the credentials file, which a sign-in saves for later runs.
type Credentials struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	RefreshToken string `json:"refresh_token"`
	// AccessToken is the newest access token, which runs reuse. It may be empty.
	AccessToken string `json:"access_token,omitempty"`
	// ExpiresAt is when the access token expires, or zero if it does not.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	// Scope is the OAuth scope that was requested.
	Scope string `json:"scope,omitempty"`
	// Unknown has the members that this version of the program does not know. A renewal keeps them.
	Unknown jsontext.Value `json:",embed"`
}

// DefaultCredentialsFile returns the default path of the credentials file, in the user's
// configuration folder.
func DefaultCredentialsFile() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "terraform-provider-modulex", "heroku.json"), nil
}

// CredentialsFile returns the credentials file that the environment names, or else the default one.
// A leading "~/" is the home folder. The error is an [*Error] if the variable is empty, or says
// that there is no home folder.
func CredentialsFile() (string, error) {
	file, found := os.LookupEnv(CredentialsFileSetting.Variable())
	if !found {
		return DefaultCredentialsFile()
	}
	if file == "" {
		origin := Origin{Method: MethodFile, Setting: CredentialsFileSetting, FromEnvironment: true}
		return "", &Error{Origin: origin, Problem: ValueEmpty}
	}
	return expand(file), nil
}

// ReadCredentials reads a credentials file. The error is an [*Error] that says what is wrong with
// it, without its content.
func ReadCredentials(file string) (Credentials, error) {
	content, err := readFile(file)
	if err == nil {
		var credentials Credentials
		if credentials, err = parseCredentials(content); err == nil {
			return credentials, nil
		}
	}
	if failed, ok := errors.AsType[*Error](err); ok {
		failed.Origin = Origin{Method: MethodFile, File: file}
	}
	return Credentials{}, err
}

func parseCredentials(content []byte) (Credentials, error) {
	var credentials Credentials
	if json.Unmarshal(content, &credentials) != nil {
		return Credentials{}, &Error{Problem: FileInvalid, Detail: "it is not JSON of the form that login writes"}
	}
	for _, member := range []struct {
		name     string
		value    *string
		optional bool
	}{
		{"client_id", &credentials.ClientID, false},
		{"client_secret", &credentials.ClientSecret, false},
		{"refresh_token", &credentials.RefreshToken, false},
		{"access_token", &credentials.AccessToken, true},
	} {
		if member.optional && *member.value == "" {
			continue
		}
		value, err := check(Setting(member.name), *member.value)
		if failed, ok := errors.AsType[*Error](err); ok {
			detail := fmt.Sprintf("its %s %s", member.name, failed.Detail)
			if failed.Problem == ValueEmpty {
				detail = fmt.Sprintf("it has no %s", member.name)
			}
			return Credentials{}, &Error{Problem: FileInvalid, Detail: detail}
		}
		*member.value = value
	}
	return credentials, nil
}

func (c Credentials) content() ([]byte, error) {
	content, err := json.Marshal(c, jsontext.WithIndent("  "))
	return append(content, '\n'), err
}

// good reports whether the access token differs from the previous one and is not about to expire.
func (c Credentials) good(previous string) bool {
	return c.AccessToken != "" && c.AccessToken != previous &&
		(c.ExpiresAt.IsZero() || time.Until(c.ExpiresAt) > earlyRenewal)
}

// isReplaceable returns an [*Error] if the file exists but is not a credentials file, so that it
// must not be removed or replaced. An empty file is replaceable.
func isReplaceable(file string) error {
	_, err := ReadCredentials(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if info, failed := os.Stat(file); failed == nil && info.Mode().IsRegular() && info.Size() == 0 {
		return nil
	}
	return err
}
