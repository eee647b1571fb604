package heroku

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

// wireApp is an app in the form of the API. No other attribute of the API's app is read.
type wireApp struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	WebURL    *string `json:"web_url"`
	Region    named   `json:"region"`
	Stack     named   `json:"stack"`
	CreatedAt *string `json:"created_at"`
	UpdatedAt *string `json:"updated_at"`
	Space     named   `json:"space"`
}

type named struct {
	Name *string `json:"name"`
}

// decodeApps decodes the body of a page. The error is [io.ErrUnexpectedEOF] if the body ends early,
// or else [malformed].
func decodeApps(body []byte) ([]App, error) {
	body = bytes.TrimSpace(body)
	switch {
	case len(body) == 0:
		return nil, io.ErrUnexpectedEOF
	case body[0] != '[':
		return nil, malformed("its body is not a JSON array")
	}
	wire, err := decodeJSON[[]wireApp](body)
	if err != nil {
		return nil, err
	}
	apps := make([]App, len(wire))
	for i, app := range wire {
		switch {
		case app.ID == "":
			return nil, malformed(fmt.Sprintf("app number %d of the page has no id", i+1))
		case app.Name == "":
			return nil, malformed(fmt.Sprintf("app %s has no name", redact.Text(app.ID)))
		}
		apps[i] = App{
			ID: app.ID, Name: app.Name, WebURL: app.WebURL, Region: app.Region.Name, Stack: app.Stack.Name,
			CreatedAt: app.CreatedAt, UpdatedAt: app.UpdatedAt, Space: app.Space.Name,
		}
	}
	return apps, nil
}

// decodeJSON decodes a body. The error is [io.ErrUnexpectedEOF] if the body ends early, or else
// [malformed]: it holds the place where decoding stopped, but not the value there.
func decodeJSON[T any](body []byte) (T, error) {
	var value, none T
	err := json.Unmarshal(body, &value)
	if err == nil {
		return value, nil
	}
	syntactic, isSyntactic := errors.AsType[*jsontext.SyntacticError](err)
	semantic, isSemantic := errors.AsType[*json.SemanticError](err)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return none, io.ErrUnexpectedEOF
	case isSyntactic:
		return none, malformed(fmt.Sprintf("its body is not valid JSON from byte %d on", syntactic.ByteOffset))
	case isSemantic:
		return none, malformed("its body has a value of the wrong type at " + redact.Text(string(semantic.JSONPointer)))
	default:
		return none, malformed("its body cannot be decoded")
	}
}
