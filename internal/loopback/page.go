package loopback

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
)

//go:embed page.html.tmpl
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// page is a page for the browser. It loads no other resource.
type page struct {
	status          int
	Good            bool
	Title, Happened string
	// Confirmation is the value that the page's button sends. Without it, there is no button.
	Confirmation string
	Next         []template.HTML
}

const closePage = "You can close this page."

// The pages.
var (
	// allowed is shown before the code is exchanged, so it does not claim that the sign-in
	// succeeded.
	allowed = page{
		status: http.StatusOK, Good: true,
		Title:    "Heroku allowed access",
		Happened: "The command in your terminal is fetching the tokens.",
		Next:     []template.HTML{"Go back to the terminal. It shows whether you are signed in.", closePage},
	}
	denied = page{
		status:   http.StatusOK,
		Title:    "You are not signed in",
		Happened: "You denied access on Heroku's page. Nothing was saved.",
		Next: []template.HTML{
			"To sign in, run <code>terraform-provider-modulex login</code> again and choose Allow.", closePage,
		},
	}
	refused = page{
		status:   http.StatusOK,
		Title:    "You are not signed in",
		Happened: "Heroku did not allow access. Nothing was saved.",
		Next:     []template.HTML{"Go back to the terminal. It shows Heroku's reason and what to do.", closePage},
	}
	askAboutDenial = page{
		status: http.StatusOK,
		Title:  "Did you choose Deny?",
		Happened: "Your browser reported that access was denied. Any web page can cause such a report, so the command in " +
			"your terminal is still waiting.",
		Next: []template.HTML{
			"If you chose Deny on Heroku's page, end the sign-in with the button.",
			"If you did not, close this page. The sign-in continues.",
		},
	}
	foreign = page{
		status:   http.StatusBadRequest,
		Title:    "This page does not belong to the sign-in",
		Happened: "An old tab or another web page opened this page. The command in your terminal ignores it.",
		Next:     []template.HTML{"To sign in, open the address that the terminal shows.", closePage},
	}
	nothingHere = page{
		status:   http.StatusNotFound,
		Title:    "Page not found",
		Happened: "This address only receives Heroku's response to a sign-in.",
		Next:     []template.HTML{"To sign in, open the address that the terminal shows.", closePage},
	}
)

func (p page) render() []byte {
	var content bytes.Buffer
	if err := pageTemplate.Execute(&content, p); err != nil {
		panic(err) // The template matches the type.
	}
	return content.Bytes()
}
