package heroku

import (
	"context"
	"errors"
	"net/url"
)

// App holds what identifies a Heroku app and where and on what it runs
// (https://devcenter.heroku.com/articles/platform-api-reference#app). A value that is null or
// missing in the API is nil.
type App struct {
	ID   string
	Name string
	// WebURL may be null, and cannot be derived from the name.
	WebURL *string
	// Region is the name of the region, such as "us".
	Region *string
	// Stack is the name of the stack that the app runs on, which may differ from its next build's.
	Stack *string
	// CreatedAt and UpdatedAt are times as Heroku sends them: RFC 3339, UTC.
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
	// PersonalApps are the apps that the account owns or collaborates on, without the apps of
	// teams.
	PersonalApps = Collection{"/users/~/apps"}
)

// TeamApps are the apps of a team, given by its name or id.
func TeamApps(team string) Collection {
	return Collection{"/teams/" + url.PathEscape(team) + "/apps"}
}

// Apps returns every app of the collection once, in the order of the API. The apps belong to every
// read that shares the listing, so callers must not change them.
//
// With an error it returns no app. The error is the cause of ctx's end, the token source's, an
// [*Error] if the API refused a request, a [*ScopeError] if the token may do more than it should,
// an [*IncompleteError] if the pages do not add up to every app, or the connection's.
func (c *Client) Apps(ctx context.Context, collection Collection) ([]App, error) {
	switch collection {
	case TeamApps(""), TeamApps("."), TeamApps(".."): // As a part of the path they lead elsewhere.
		return nil, errors.New("not the name of a team")
	}
	return c.share(ctx, collection)
}
