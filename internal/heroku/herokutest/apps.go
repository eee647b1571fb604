package herokutest

// App is one app as GET /apps sends it. It has every attribute of the App resource in Heroku's
// schema, version 3, in the order of the recorded responses. An attribute that can be null is a
// pointer. Times look like 2012-01-01T12:00:00Z.
type App struct {
	ACM                          bool      `json:"acm"`
	ArchivedAt                   *string   `json:"archived_at"`
	BuildpackProvidedDescription *string   `json:"buildpack_provided_description"`
	BuildStack                   Identity  `json:"build_stack"`
	CreatedAt                    string    `json:"created_at"`
	Generation                   Identity  `json:"generation"`
	ID                           string    `json:"id"`
	GitURL                       string    `json:"git_url"`
	Maintenance                  bool      `json:"maintenance"`
	Name                         string    `json:"name"`
	Owner                        Owner     `json:"owner"`
	Region                       Identity  `json:"region"`
	Organization                 *Identity `json:"organization"`
	Team                         *Identity `json:"team"`
	Space                        *Space    `json:"space"`
	InternalRouting              *bool     `json:"internal_routing"`
	ReleasedAt                   *string   `json:"released_at"`
	RepoSize                     *int      `json:"repo_size"`
	SlugSize                     *int      `json:"slug_size"`
	Stack                        Identity  `json:"stack"`
	UpdatedAt                    string    `json:"updated_at"`
	WebURL                       *string   `json:"web_url"`
}

// Identity names a resource that an app belongs to: its region, a stack, its team.
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

// Named returns a copy of a with another name and the matching URLs.
func (a App) Named(name string) App {
	a.Name = name
	a.GitURL = "https://git.heroku.com/" + name + ".git"
	if a.WebURL != nil {
		// The host has contained an identifier since 2023-06-14 ("App Names and Subdomains").
		a.WebURL = new("https://" + name + "-" + a.ID[24:] + ".herokuapp.com/")
	}
	return a
}

// teamApp is one app as GET /teams/{team}/apps sends it. In the recorded responses it has every
// attribute of App and three more, although Heroku's schema has fewer.
type teamApp struct {
	App

	Joined   bool   `json:"joined"`
	LegacyID string `json:"legacy_id"`
	Locked   bool   `json:"locked"`
}

func (a App) inTeam() teamApp {
	return teamApp{App: a, Joined: a.Owner.Email == Email, LegacyID: "app" + a.ID[:8] + "@heroku.com"}
}

// item encodes a in the given form.
func (a App) item(form any) *item {
	return &item{id: a.ID, name: a.Name, updatedAt: a.UpdatedAt, json: mustMarshal(form)}
}
