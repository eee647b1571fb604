package explain

import "github.com/modulex/terraform-provider-modulex/internal/auth"

// loginTable has the messages of login. They mention neither the configuration nor its arguments,
// since login reads no configuration.
var loginTable = []row{
	{auth.ValueEmpty, auth.MethodLogin, anywhere, invalid,
		"{value} is empty.", "Enter it as heroku clients:create printed it."},
	{auth.ValueMalformed, auth.MethodLogin, anywhere, invalid,
		"{value} {detail}.", "Enter it as heroku clients:create printed it."},
	{auth.FileUnreadable, auth.MethodLogin, anywhere, unusable,
		"The file {file} cannot be read: {detail}.",
		"Make it readable for the user who runs this, or set {variable} to the path of another file."},
	{auth.FileNotRegular, auth.MethodLogin, anywhere, unusable,
		"{file} is {detail}, not a regular file.", "Set {variable} to the path of another file."},
	{auth.FileInvalid, auth.MethodLogin, anywhere, unusable,
		"{file} is not a credentials file: {detail}.", "Set {variable} to the path of another file, or move this one away."},
	{auth.FileNotWritable, auth.MethodLogin, anywhere, unusable,
		"The credentials cannot be saved in {file}: {detail}.", "{room}. Or set {variable} to the path of another file."},
	{auth.LockUnsupported, auth.MethodLogin, anywhere, unusable,
		"The file system of {file} cannot lock files: {detail}.",
		"Set {variable} to the path of a file on a local file system."},
	{auth.GrantRejected, auth.MethodLogin, anywhere, failed,
		"{detail}.", "Nothing was saved. Check the client id and the client secret. If the secret has changed, set " +
			"MODULEX_HEROKU_CLIENT_SECRET to the new one. Then sign in again."},
	{auth.EndpointUnreachable, auth.MethodLogin, anywhere, failed,
		"{detail}.", "Nothing was saved. Check the network, HTTPS_PROXY and NO_PROXY, and MODULEX_HEROKU_TOKEN_URL if it is " +
			"set. Then sign in again."},
	{auth.EndpointUnavailable, auth.MethodLogin, anywhere, failed,
		"{detail}.", "Nothing was saved. Sign in again later. See https://status.heroku.com for incidents."},
	{auth.EndpointRedirects, auth.MethodLogin, anywhere, failed,
		"{detail}. Redirects are not followed, so that credentials go to one address only.",
		"Nothing was saved. Unset MODULEX_HEROKU_TOKEN_URL, or correct it. Then sign in again."},
	{auth.EndpointInvalid, auth.MethodLogin, anywhere, failed,
		"{detail}.", "Nothing was saved. Check MODULEX_HEROKU_TOKEN_URL if it is set, and that no proxy responds in place of " +
			"Heroku. Then sign in again."},
}
