package heroku

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

// maxPageBytes bounds the body of a page once it is unpacked, and with it the memory that a page takes. A thousand
// apps are about one megabyte.
const maxPageBytes = 16 << 20

// malformedError says in a clause why a body is not a list of apps. It holds nothing of the body but a place in it.
type malformedError struct{ reason string }

func (e *malformedError) Error() string { return e.reason }

// wireApp is an app in the form of the API. Nothing else of the API's app is read.
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

// readApps reads the body of a page. The error is a [*malformedError] if the body is something else than a list of
// apps, or else that of reading, [io.ErrUnexpectedEOF] included, which another try may mend.
func readApps(body io.ReadCloser) ([]App, error) {
	data, err := io.ReadAll(http.MaxBytesReader(nil, body, maxPageBytes))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, &malformedError{fmt.Sprintf("its body is larger than %d MiB", maxPageBytes>>20)}
	}
	if err != nil {
		return nil, err
	}
	data = bytes.TrimSpace(data)
	if len(data) == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	if data[0] != '[' {
		return nil, &malformedError{"its body is not a JSON array"}
	}
	var wire []wireApp
	if err := json.Unmarshal(data, &wire); err != nil {
		return nil, decodingError(err)
	}
	apps := make([]App, len(wire))
	for i, app := range wire {
		switch {
		case app.ID == "":
			return nil, &malformedError{fmt.Sprintf("app number %d of the page has no id", i+1)}
		case app.Name == "":
			return nil, &malformedError{fmt.Sprintf("app %s has no name", redact.Text(app.ID))}
		}
		apps[i] = App{
			ID: app.ID, Name: app.Name, WebURL: app.WebURL, Region: app.Region.Name, Stack: app.Stack.Name,
			CreatedAt: app.CreatedAt, UpdatedAt: app.UpdatedAt, Space: app.Space.Name,
		}
	}
	return apps, nil
}

// decodingError keeps the place where decoding stopped and leaves out the value that was there.
func decodingError(err error) error {
	syntactic, semantic := (*jsontext.SyntacticError)(nil), (*json.SemanticError)(nil)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return io.ErrUnexpectedEOF
	case errors.As(err, &syntactic):
		return &malformedError{fmt.Sprintf("its body is not valid JSON from byte %d on", syntactic.ByteOffset)}
	case errors.As(err, &semantic):
		return &malformedError{"its body has a value of the wrong type at " + redact.Text(string(semantic.JSONPointer))}
	default:
		return &malformedError{"its body is not a list of apps"}
	}
}
