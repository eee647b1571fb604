// Package auth obtains OAuth access tokens for Heroku. [Settings] name a sign-in method, and the
// [Source] of that method shares its tokens. Its errors say what failed and for which credentials.
// Callers add what to do about it.
package auth

// Method is a sign-in method.
type Method string

// The sign-in methods, in the order of precedence.
const (
	MethodToken   Method = "access token"
	MethodRefresh Method = "OAuth refresh token"
	MethodFile    Method = "credentials file"
	MethodCommand Method = "token command"
	MethodNetrc   Method = "netrc file"
	// MethodLogin is a [Login] in progress, which no plan uses.
	MethodLogin Method = "browser"
)

// Origin says which credentials a token comes from.
type Origin struct {
	Method Method
	// Setting chose the method. It is empty for a file at its default path.
	Setting Setting
	// FromEnvironment reports whether the environment chose the method, because the configuration
	// sets none.
	FromEnvironment bool
	// File is the path of the credentials file or the netrc file.
	File string
	// Host is the machine of the entry in the netrc file.
	Host string
	// Command is the name of the token command's program.
	Command string
}
