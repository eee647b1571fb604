package auth

import (
	"bytes"
	_ "embed"
	"html/template"
)

//go:embed login_page.html.tmpl
var loginPageText string

// loginPage is what the browser shows in the end. It needs nothing but itself.
var loginPage = template.Must(template.New("page").Parse(loginPageText))

type loginPageData struct {
	Allowed         bool
	Title, Happened string
	Next            []template.HTML
}

// successPage is shown before the code is exchanged, so it promises no more than has happened.
var successPage = string(render(loginPageData{
	Allowed:  true,
	Title:    "Heroku allows access",
	Happened: "The command in your terminal has the answer and is fetching the token.",
	Next: []template.HTML{
		"Go back to the terminal, which says how the sign-in ended.",
		"Then run <code>terraform plan</code> or <code>tofu plan</code>.",
		"This page can be closed.",
	},
}))

func failurePage(err *Error) []byte {
	return render(loginPageData{
		Title:    "You are not signed in",
		Happened: err.Reason + ".",
		Next: []template.HTML{
			template.HTML(template.HTMLEscapeString(err.Remedy)), //nolint:gosec // Escaped.
			"The command is <code>terraform-provider-modulex login</code>.",
			"This page can be closed.",
		},
	})
}

func render(data loginPageData) []byte {
	var page bytes.Buffer
	if err := loginPage.Execute(&page, data); err != nil {
		panic(err) // It only fails if it is not written for this data.
	}
	return page.Bytes()
}
