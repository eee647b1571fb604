package heroku

import (
	"context"
	"errors"
	"net/url"
)

// App is a Heroku app, with its identity, location and stack
// (https://devcenter.heroku.com/articles/platform-api-reference#app). A value that is null or
// missing in the response is nil.
type App struct {
	ID   string
	Name string
	// WebURL may be null, and cannot be derived from the name.
	WebURL *string
	// Region is the name of the region, such as "us".
	Region *string
	// Stack is the name of the stack that the app runs on. The next build may use another one.
	Stack *string
	// CreatedAt and UpdatedAt are times in RFC 3339 and UTC, as Heroku sends them.
	CreatedAt, UpdatedAt *string
	// Space is the name of the app's Private Space.
	Space *string
}

// Collection is a list of apps that the API offers.
type Collection struct {
	path string
}

var (
	// AllApps are the apps that the token can see: personal ones, and those of every team.
	AllApps = Collection{"/apps"}
	// PersonalApps are the apps that the account owns or collaborates on, without teams' apps.
	PersonalApps = Collection{"/users/~/apps"}
)

// TeamApps are the apps of a team, given by its name or id.
func TeamApps(team string) Collection {
	return Collection{"/teams/" + url.PathEscape(team) + "/apps"}
}

// Apps returns every app of the collection once, in the order of the API. Several reads may share
// the slice, so callers must not change it.
//
// With an error it returns no apps. The error is the cause of ctx's end, an error of the token
// source or of the connection, an [*Error] if the API rejected a request, a [*ScopeError] if the
// token may do more than Config.RequireReadOnly allows, or an [*IncompleteError] if the pages do
// not add up to every app.
func (c *Client) Apps(ctx context.Context, collection Collection) ([]App, error) {
	switch collection {
	case TeamApps(""), TeamApps("."), TeamApps(".."): // In the path, they name another resource.
		return nil, errors.New("not the name of a team")
	}
	return c.share(ctx, collection)
}
