package auth

import (
	"os"
	"strings"
)

// Setting is the name of a value of a sign-in method, the same as the provider's argument.
type Setting string

// The settings of the sign-in methods, in the order of precedence.
const (
	TokenSetting           Setting = "token"
	ClientIDSetting        Setting = "client_id"
	ClientSecretSetting    Setting = "client_secret"
	RefreshTokenSetting    Setting = "refresh_token"
	CredentialsFileSetting Setting = "credentials_file"
	TokenCommandSetting    Setting = "token_command"
)

// TokenURLVariable is the environment variable with the URL of the token endpoint.
const TokenURLVariable = "MODULEX_HEROKU_TOKEN_URL"

// OAuthSettings are the settings of [MethodRefresh], which belong together.
var OAuthSettings = []Setting{ClientIDSetting, ClientSecretSetting, RefreshTokenSetting}

// Variable returns the environment variable of the setting, or an empty string if it has none.
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

// Settings are the values of a sign-in. A value that is not set is nil.
type Settings struct {
	Token, ClientID, ClientSecret, RefreshToken, CredentialsFile *string
	TokenCommand                                                 []string

	fromEnvironment bool
}

// EnvironmentSettings returns the settings of the environment.
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
		fromEnvironment: true,
	}
}
