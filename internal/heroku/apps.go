package heroku

import (
	"context"
	"errors"
	"net/url"
	"time"
)

// App is the part of a Heroku app (https://devcenter.heroku.com/articles/platform-api-reference#app) that identifies
// it and says where and on what it runs. What the API gives as null or not at all is nil.
type App struct {
	ID   string
	Name string
	// WebURL may be null, and cannot be built from the name.
	WebURL *string
	// Region is the region's name, such as "us".
	Region *string
	// Stack is the name of the stack that the app runs on, not of the one that its next build will use.
	Stack *string
	// CreatedAt and UpdatedAt are times as Heroku sends them: RFC 3339, UTC.
	CreatedAt, UpdatedAt *string
	// Space is the name of the app's Private Space.
	Space *string
}

// Scope says whose apps a listing covers.
type Scope struct {
	path string
}

var (
	// AllApps covers every app that the token can see: own ones, those of all teams, and those collaborated on.
	AllApps = Scope{"/apps"}
	// PersonalApps covers the apps that the account owns or collaborates on, without those of teams.
	PersonalApps = Scope{"/users/~/apps"}
)

// TeamApps covers the apps of a team, given by its name or id.
func TeamApps(team string) Scope {
	return Scope{"/teams/" + url.PathEscape(team) + "/apps"}
}

// Apps returns every app in the scope, in the API's order, each once. With an error it returns no app at all. The
// error is the context's if that has ended, the token source's, an [*Error] if the API refused a request, a
// [*ScopeError] if the token may do more than it should, an [*IncompleteError] if the pages cannot be every app, or the
// connection's.
//
// The apps belong to every read that shares the listing, so they must not be changed.
func (c *Client) Apps(ctx context.Context, scope Scope) ([]App, error) {
	if scope == TeamApps("") || scope == TeamApps(".") || scope == TeamApps("..") {
		return nil, errors.New("not a team's name") // As a part of the path it would lead to other apps.
	}
	return c.sharing.apps(ctx, scope)
}

// list lists the apps with requests of its own.
func (c *Client) list(ctx context.Context, scope Scope) ([]App, error) {
	start := time.Now()
	list := listing{
		client: c, path: scope.path, log: c.config.Logger.With("path", scope.path),
		index: map[string]int{}, asked: map[string]bool{},
	}
	if err := list.all(ctx); err != nil {
		return nil, err
	}
	list.log.InfoContext(ctx, "listed every Heroku app",
		"pages", list.pages, "apps", len(list.apps), "took", time.Since(start).Round(time.Millisecond).String())
	return list.apps, nil
}
