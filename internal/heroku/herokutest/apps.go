package herokutest

// App is one app as GET /apps sends it, with every attribute that Heroku's
// schema gives version 3 of the App resource. A pointer is an attribute that
// may be null. Times are in the form that Heroku sends, such as
// 2012-01-01T12:00:00Z.
type App struct {
	ACM                          bool      `json:"acm"`
	ArchivedAt                   *string   `json:"archived_at"`
	BuildStack                   Identity  `json:"build_stack"`
	BuildpackProvidedDescription *string   `json:"buildpack_provided_description"`
	CreatedAt                    string    `json:"created_at"`
	Generation                   Identity  `json:"generation"`
	GitURL                       string    `json:"git_url"`
	ID                           string    `json:"id"`
	InternalRouting              *bool     `json:"internal_routing"`
	Maintenance                  bool      `json:"maintenance"`
	Name                         string    `json:"name"`
	Organization                 *Identity `json:"organization"`
	Owner                        Owner     `json:"owner"`
	Region                       Identity  `json:"region"`
	ReleasedAt                   *string   `json:"released_at"`
	RepoSize                     *int      `json:"repo_size"`
	SlugSize                     *int      `json:"slug_size"`
	Space                        *Space    `json:"space"`
	Stack                        Identity  `json:"stack"`
	Team                         *Identity `json:"team"`
	UpdatedAt                    string    `json:"updated_at"`
	WebURL                       *string   `json:"web_url"`

	// Joined and Locked are sent in a team's listing only; see [TeamApp].
	Joined bool `json:"-"`
	Locked bool `json:"-"`
}

// Identity names a resource that an app belongs to: its region, a stack, its
// team.
type Identity struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Owner is the account that owns an app.
type Owner struct {
	Email string `json:"email"`
	ID    string `json:"id"`
}

// Space is the Private Space that an app runs in.
type Space struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Shield bool   `json:"shield"`
}

// TeamApp is one app as GET /teams/{team}/apps sends it. Heroku's schema
// makes it a resource of its own: without acm, generation and organization,
// with joined and locked, with less of the team and the space, and with an
// owner that may be null.
type TeamApp struct {
	ArchivedAt                   *string   `json:"archived_at"`
	BuildStack                   Identity  `json:"build_stack"`
	BuildpackProvidedDescription *string   `json:"buildpack_provided_description"`
	CreatedAt                    string    `json:"created_at"`
	GitURL                       string    `json:"git_url"`
	ID                           string    `json:"id"`
	InternalRouting              *bool     `json:"internal_routing"`
	Joined                       bool      `json:"joined"`
	Locked                       bool      `json:"locked"`
	Maintenance                  bool      `json:"maintenance"`
	Name                         string    `json:"name"`
	Owner                        *Owner    `json:"owner"`
	Region                       Identity  `json:"region"`
	ReleasedAt                   *string   `json:"released_at"`
	RepoSize                     *int      `json:"repo_size"`
	SlugSize                     *int      `json:"slug_size"`
	Space                        *Identity `json:"space"`
	Stack                        Identity  `json:"stack"`
	Team                         *TeamName `json:"team"`
	UpdatedAt                    string    `json:"updated_at"`
	WebURL                       *string   `json:"web_url"`
}

// TeamName is all that a [TeamApp] says of its team.
type TeamName struct {
	Name string `json:"name"`
}

// TeamApp returns a in the form that its team's listing has. The schema does
// not say when a team app's owner is null; here it is when the app belongs to
// nobody but the team.
func (a App) TeamApp() TeamApp {
	t := TeamApp{
		ArchivedAt:                   a.ArchivedAt,
		BuildStack:                   a.BuildStack,
		BuildpackProvidedDescription: a.BuildpackProvidedDescription,
		CreatedAt:                    a.CreatedAt,
		GitURL:                       a.GitURL,
		ID:                           a.ID,
		InternalRouting:              a.InternalRouting,
		Joined:                       a.Joined,
		Locked:                       a.Locked,
		Maintenance:                  a.Maintenance,
		Name:                         a.Name,
		Region:                       a.Region,
		ReleasedAt:                   a.ReleasedAt,
		RepoSize:                     a.RepoSize,
		SlugSize:                     a.SlugSize,
		Stack:                        a.Stack,
		UpdatedAt:                    a.UpdatedAt,
		WebURL:                       a.WebURL,
	}
	if a.Team != nil {
		t.Team = &TeamName{Name: a.Team.Name}
	}
	if a.Space != nil {
		t.Space = &Identity{ID: a.Space.ID, Name: a.Space.Name}
	}
	if !a.ownedByTeam() {
		t.Owner = &a.Owner
	}
	return t
}
