package auth

import "strings"

// Problem is a kind of failure. The text is for logs; package explain has the messages for users.
type Problem string

// Problems with a value.
const (
	// ValueMissing says that settings that belong together are not all set. [Error.Missing] lists
	// the missing ones.
	ValueMissing Problem = "incomplete settings"
	ValueEmpty   Problem = "empty value"
	// ValueMalformed says that a value cannot be a credential. [Error.Detail] says why, as in
	// "contains a space".
	ValueMalformed Problem = "malformed value"
)

// Problems with a file.
const (
	FileMissing    Problem = "no such file"
	FileUnreadable Problem = "unreadable file"
	// FileNotRegular says that a file is a folder, a device or the like, as [Error.Detail] says.
	FileNotRegular Problem = "not a regular file"
	// FileInvalid says that a file has invalid content. [Error.Detail] says where.
	FileInvalid Problem = "invalid file"
	// FileNotWritable says that new tokens could not be saved, so that no request was sent.
	FileNotWritable Problem = "file not writable"
	// FileExposed warns that other users can read the file.
	FileExposed Problem = "file readable by others"
	// FileLocked says that another process holds the lock of the file. [Error.Detail] names the
	// process if it is known.
	FileLocked Problem = "file locked"
	// LockDenied says that the lock file belongs to another user.
	LockDenied Problem = "lock file not accessible"
	// LockUnsupported says that the file system has no locks.
	LockUnsupported Problem = "locks not supported"
)

// Problems with a token command.
const (
	CommandNotStarted Problem = "command not started"
	CommandFailed     Problem = "command failed"
	CommandTimedOut   Problem = "command timed out"
	// CommandOutput says that the output is not one token. [Error.Detail] says what is wrong.
	CommandOutput Problem = "invalid output"
)

// Problems with the token endpoint and its tokens.
const (
	EndpointUnreachable Problem = "token endpoint unreachable"
	// EndpointUnavailable says that the endpoint failed or limits the rate of requests.
	EndpointUnavailable Problem = "token endpoint unavailable"
	EndpointRedirects   Problem = "token endpoint redirects"
	// EndpointInvalid says that the response is not an OAuth response.
	EndpointInvalid Problem = "invalid response of the token endpoint"
	// GrantRejected says that the endpoint rejected the refresh token, the code or the client.
	GrantRejected    Problem = "grant rejected"
	AccountSuspended Problem = "account suspended"
	// TokenRejected says that the API rejected the access token.
	TokenRejected Problem = "access token rejected"
	// RefreshTokenReplaced warns that the endpoint replaced a refresh token that no file keeps.
	RefreshTokenReplaced Problem = "refresh token replaced"
	// RefreshTokenNotSaved warns that the new refresh token could not be saved. The old one may be
	// invalid.
	RefreshTokenNotSaved Problem = "new refresh token not saved"
	// AccessTokenNotSaved warns that the new access token could not be saved. The refresh token is
	// still valid.
	AccessTokenNotSaved Problem = "new access token not saved"
)

// Error says what failed, and with which credentials. It contains no credential.
type Error struct {
	Origin  Origin
	Problem Problem
	// Setting is the setting at fault, if the method has several.
	Setting Setting
	// Missing are the settings that are not set.
	Missing []Setting
	// Detail says more, in a clause without a full stop. It may be empty.
	Detail string
	// Err is the cause, if there is one.
	Err error
}

// Error returns the credentials' method and file, the problem and the detail.
func (e *Error) Error() string {
	text := string(e.Problem)
	for _, part := range []string{e.Origin.File, string(e.Origin.Method)} {
		if part != "" {
			text = part + ": " + text
		}
	}
	if e.Setting != "" {
		text += " in " + string(e.Setting)
	}
	if detail := e.detail(); detail != "" {
		text += ": " + detail
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func (e *Error) detail() string {
	if e.Detail == "" && e.Err != nil {
		return strings.TrimSuffix(e.Err.Error(), ".")
	}
	return e.Detail
}
