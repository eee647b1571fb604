package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
)

// client returns the OAuth client from the options, the environment, an earlier sign-in or the
// person, in this order.
func (l *login) client(ctx context.Context, console Console, file string) (client auth.Client, err error) {
	const id, secret = "HEROKU_OAUTH_ID", "HEROKU_OAUTH_SECRET" // as heroku clients:create prints them
	idVariable, secretVariable := auth.ClientIDSetting.Variable(), auth.ClientSecretSetting.Variable()

	client.ID = withoutName(cmp.Or(l.clientID, os.Getenv(idVariable)), id)
	client.Secret = withoutName(os.Getenv(secretVariable), secret)
	saved, err := auth.ReadCredentials(file)
	if err == nil && (client.ID == "" || client.ID == saved.ClientID) { // A sign-in may not exist yet.
		client = auth.Client{ID: saved.ClientID, Secret: cmp.Or(client.Secret, saved.ClientSecret)}
		_, _ = fmt.Fprintf(console.Out, "Using the OAuth client %s of the last sign-in. To use another one, give -client-id.\n\n", client.ID)
	}
	if client.ID == "" {
		client.ID, err = console.ask(ctx, question{
			value: "client id", hint: id, otherwise: "Give it with -client-id or the environment variable " + idVariable + ".",
			overSSH: l.overSSH(),
		})
		if err != nil {
			return auth.Client{}, err
		}
		client.ID = withoutName(client.ID, id)
	}
	if client.Secret == "" {
		client.Secret, err = console.ask(ctx, question{
			value: "client secret", hint: secret + ", hidden", hidden: true,
			otherwise: "Give it with the environment variable " + secretVariable + ".", overSSH: l.overSSH(),
		})
		if err != nil {
			return auth.Client{}, err
		}
		client.Secret = withoutName(client.Secret, secret)
	}
	return client, nil
}

// withoutName returns the value of a line like NAME=value. It returns any other text without the
// white space around it.
func withoutName(text, name string) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), name+"="))
}
