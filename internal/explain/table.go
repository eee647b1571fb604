package explain

import (
	"slices"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
)

// where is where the credentials were set.
type where string

const (
	anywhere      where = ""
	configuration where = "configuration"
	environment   where = "environment"
)

// row has the texts for a problem. An empty method matches all methods. In the texts, {source}
// names the credentials, {value} the setting at fault, {detail} is the error's detail, {login} the
// command that signs in, and {room} how to make a file writable; the rest is as [placeholders] has
// it.
type row struct {
	problem auth.Problem
	method  auth.Method
	in      where

	summary, happened, next string
}

const (
	invalid     = "Invalid Heroku sign-in"
	unusable    = "Unusable credentials file"
	failed      = "Signing in to Heroku failed"
	rejected    = "Invalid Heroku token"
	notSaved    = "New Heroku tokens not saved"
	again       = "Sign in again with: {login}"
	replaceBoth = "Create a new refresh token, and set heroku.refresh_token to it. Check heroku.client_id and heroku.client_secret too."
	replaceEnv  = "Create a new refresh token, and set MODULEX_HEROKU_REFRESH_TOKEN to it. Check MODULEX_HEROKU_CLIENT_ID and " +
		"MODULEX_HEROKU_CLIENT_SECRET too. Or unset all three to use another sign-in method."
	checkEndpoint = "Check heroku.token_url or MODULEX_HEROKU_TOKEN_URL, and that no proxy responds in place of the token endpoint."
	byHand        = "Run the command by hand: it must print one token, and nothing else, to its standard output."
)

// table has the texts for each problem. The first row that matches is used.
var table = slices.Concat(loginTable, []row{
	// A value.
	{auth.ValueMissing, "", configuration, "Incomplete Heroku sign-in",
		"The arguments client_id, client_secret and refresh_token belong together, and {missing} is not set.",
		"Set {missing}, or remove {given}."},
	{auth.ValueMissing, "", environment, "Incomplete Heroku sign-in",
		"The environment has {given}, but not {missing}.",
		"Set {missing}, or unset {given}."},
	{auth.ValueEmpty, auth.MethodNetrc, anywhere, invalid,
		"{source} has no password.", "Add the password, or remove the entry to use another sign-in method."},
	{auth.ValueEmpty, "", configuration, invalid,
		"{value} is invalid: it is empty.", "Set it, or remove it: null or no value means not set."},
	{auth.ValueEmpty, "", environment, invalid,
		"{value} is invalid: it is empty.", "Set it to a value, or unset it."},
	{auth.ValueMalformed, auth.MethodNetrc, anywhere, invalid,
		"The password in {source} {detail}.", "Correct the password, or remove the entry to use another sign-in method."},
	{auth.ValueMalformed, "", configuration, invalid,
		"{value} is invalid: it {detail}.", "Set it to the bare value, without anything around it."},
	{auth.ValueMalformed, "", environment, invalid,
		"{value} is invalid: it {detail}.", "Set it to the bare value, without anything around it, or unset it."},

	// A file.
	{auth.FileMissing, auth.MethodFile, configuration, "Credentials file not found",
		"{value} names {file}, but there is no such file.", "Write it by signing in with: {login}"},
	{auth.FileMissing, auth.MethodFile, environment, "Credentials file not found",
		"{variable} names {file}, but there is no such file.", "Write it by signing in with: {login}"},
	{auth.FileUnreadable, "", anywhere, "Credentials cannot be read",
		"The file {file} cannot be read: {detail}.", "Make it readable for the user who runs this."},
	{auth.FileNotRegular, auth.MethodFile, configuration, unusable,
		"{file} is {detail}, not a regular file.",
		"Set heroku.credentials_file to the path of a file. To write one, run: " + login},
	{auth.FileNotRegular, auth.MethodFile, environment, unusable,
		"{file} is {detail}, not a regular file.", "Set {variable} to the path of a file, or unset it."},
	{auth.FileNotRegular, auth.MethodNetrc, anywhere, invalid,
		"{file} is {detail}, not a regular file.", "Set NETRC to the path of a file, or unset it."},
	{auth.FileInvalid, auth.MethodFile, anywhere, unusable,
		"{file} is not a credentials file: {detail}.", "Move it away, then sign in with: {login}"},
	{auth.FileInvalid, auth.MethodNetrc, anywhere, invalid,
		"The entry for {host} in {file} is invalid: {detail}.",
		"Correct that line, or remove the entry to use another sign-in method."},
	{auth.FileNotWritable, "", anywhere, unusable,
		"{file} cannot be replaced: {detail}. The access token in it must be renewed, and Heroku may replace the refresh token " +
			"then. No request was sent, so the sign-in stays valid.", "{room}. Then run again."},
	{auth.FileExposed, "", anywhere, "Heroku credentials readable by others",
		"Other users of this computer can read {file}.", "Restrict it with: chmod 600 {path}"},
	{auth.FileLocked, "", anywhere, "Credentials file is locked",
		"Another program has locked {file}: {detail}.", "Wait until that program ends, or end it. Then run again."},
	{auth.LockDenied, "", anywhere, unusable,
		"The lock file {file}.lock cannot be opened: {detail}. It belongs to another user.",
		"Remove {file}.lock when that user runs nothing, or use a credentials file of your own."},
	{auth.LockUnsupported, "", anywhere, unusable,
		"The file system of {file} cannot lock files: {detail}.",
		"Move the file to a local file system, and set heroku.credentials_file or {variable} to its path."},

	// A token command.
	{auth.CommandNotStarted, "", anywhere, failed,
		"{source} could not be started: {detail}.",
		"The first element of heroku.token_command is the program, and each argument is an element of its own: " +
			`["heroku", "auth:token"].`},
	{auth.CommandTimedOut, "", anywhere, failed, "{source} did not end within {detail}.", byHand + " It cannot ask questions."},
	{auth.CommandFailed, "", anywhere, failed, "{source} failed with {detail}.", byHand},
	{auth.CommandOutput, "", anywhere, failed, "The output of {source} {detail}.", byHand},

	// The token endpoint.
	{auth.EndpointUnreachable, "", anywhere, failed,
		"{detail}.", "Check the network, HTTPS_PROXY and NO_PROXY, and heroku.token_url or MODULEX_HEROKU_TOKEN_URL."},
	{auth.EndpointUnavailable, "", anywhere, failed,
		"{detail}.", "Run again later. See https://status.heroku.com for incidents."},
	{auth.EndpointRedirects, "", anywhere, failed,
		"{detail}. Redirects are not followed, so that credentials go to one address only.",
		"Check heroku.token_url or MODULEX_HEROKU_TOKEN_URL."},
	{auth.EndpointInvalid, "", anywhere, failed, "{detail}.", checkEndpoint},
	{auth.AccountSuspended, "", anywhere, failed,
		"{detail}.", "The account may be suspended: ask Heroku's support, or sign in with another account."},
	{auth.GrantRejected, auth.MethodFile, anywhere, failed,
		"{detail}. The refresh token in {file} was revoked, has expired or was replaced.", again},
	{auth.GrantRejected, auth.MethodRefresh, configuration, failed,
		"{detail}. heroku.refresh_token was revoked, has expired, was replaced, or belongs to another OAuth client.", replaceBoth},
	{auth.GrantRejected, auth.MethodRefresh, environment, failed,
		"{detail}. MODULEX_HEROKU_REFRESH_TOKEN was revoked, has expired, was replaced, or belongs to another OAuth client.",
		replaceEnv},

	// An access token that the API rejected.
	{auth.TokenRejected, auth.MethodToken, configuration, rejected,
		"Heroku rejected the token from {value}: it is mistyped, expired or revoked.",
		"Set {value} to a valid token. To create one, run: {create}"},
	{auth.TokenRejected, auth.MethodToken, environment, rejected,
		"Heroku rejected the token from {value}: it is mistyped, expired or revoked.",
		"Unset {value} to use another sign-in method, or set it to a valid token. To create one, run: {create}"},
	{auth.TokenRejected, auth.MethodRefresh, configuration, rejected,
		"Heroku rejected an access token that was just obtained with heroku.refresh_token.",
		"Check that heroku.api_url and heroku.token_url belong together. If they do, the authorization was revoked. " +
			replaceBoth},
	{auth.TokenRejected, auth.MethodRefresh, environment, rejected,
		"Heroku rejected an access token that was just obtained with MODULEX_HEROKU_REFRESH_TOKEN.",
		"Check that HEROKU_API_URL and MODULEX_HEROKU_TOKEN_URL belong together. If they do, the authorization was revoked. " +
			replaceEnv},
	{auth.TokenRejected, auth.MethodFile, anywhere, rejected,
		"Heroku rejected an access token that was just obtained with the sign-in in {file}.", again},
	{auth.TokenRejected, auth.MethodCommand, anywhere, rejected,
		"Heroku rejected the token that {source} printed.{said}",
		"Sign in with the tool that the command belongs to. For the Heroku CLI, run: heroku login"},
	{auth.TokenRejected, auth.MethodNetrc, anywhere, rejected,
		"Heroku rejected the password of {source}: it is mistyped, expired or revoked.",
		"Replace the password there with a valid token. To create one, run: {create}"},

	// Warnings of a renewal.
	{auth.RefreshTokenReplaced, "", configuration, "Heroku has replaced the refresh token",
		"heroku.refresh_token is no longer valid after this run. The new refresh token cannot be saved in the configuration.",
		"Before the next run, sign in again, and use a credentials file: the provider saves new refresh tokens in it."},
	{auth.RefreshTokenReplaced, "", environment, "Heroku has replaced the refresh token",
		"MODULEX_HEROKU_REFRESH_TOKEN is no longer valid after this run. The new refresh token cannot be saved in the environment.",
		"Before the next run, sign in again, and use a credentials file: the provider saves new refresh tokens in it."},
	{auth.RefreshTokenNotSaved, "", anywhere, notSaved,
		"Heroku has replaced the refresh token, and the new one could not be saved in {file}: {detail}. This run continues with " +
			"it. The refresh token in the file is no longer valid.",
		"{room}. Then sign in again with: {login}"},
	{auth.AccessTokenNotSaved, "", anywhere, notSaved,
		"The new access token could not be saved in {file}: {detail}. The refresh token there is still valid.", "{room}."},
})
