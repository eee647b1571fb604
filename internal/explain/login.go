package explain

import "github.com/modulex/terraform-provider-modulex/internal/auth"

// loginTable has the words for a login.
var loginTable = []row{
	{auth.ValueEmpty, auth.MethodLogin, anywhere, invalid,
		"{value} is empty.", "Enter it as heroku clients:create has printed it."},
	{auth.ValueMalformed, auth.MethodLogin, anywhere, invalid,
		"{value} {detail}.", "Enter it as heroku clients:create has printed it."},
	{auth.GrantRejected, auth.MethodLogin, anywhere, failed,
		"{detail}.", "Nothing was saved. Check the client id and the client secret, then sign in again."},
}
