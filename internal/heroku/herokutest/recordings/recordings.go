// Package recordings contains published responses of the real Platform API and the real OAuth
// server, and replays them. Their values are masked: a body is only its shape, and headers contain
// placeholders such as <uuid> and <first>.
package recordings

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Row is one recorded exchange.
type Row struct {
	// Source is where the exchange was published. Note has remarks about it.
	Source, Note string
	// Request is the request, such as "GET /apps | no Range".
	Request string
	// Status is 0 if it was not published.
	Status int
	// Header is the header of the response.
	Header http.Header
	// Shape is the body's shape. For an object, it has the types of the attributes. For a list, it
	// is the length, "x" and the shape of an element. For text, it is "text" and the beginning.
	Shape any
}

//go:embed testdata/recordings.json
var content []byte

// Rows returns all recordings, numbered from 0.
func Rows() ([]Row, error) {
	var decoded []struct {
		Source, Note, Request string
		Status                int
		Headers               map[string]string
		Shape                 any `json:"body_shape"`
	}
	if err := json.Unmarshal(content, &decoded); err != nil {
		return nil, err
	}
	rows := make([]Row, len(decoded))
	for i, d := range decoded {
		rows[i] = Row{Source: d.Source, Note: d.Note, Request: d.Request, Status: d.Status, Header: http.Header{}, Shape: d.Shape}
		for name, value := range d.Headers {
			rows[i].Header.Set(name, value)
		}
	}
	return rows, nil
}

// Body returns a body with the row's shape. A list has as many elements as recorded, with numbered
// ids and names. Any other string is the name of its type.
func (r Row) Body() []byte {
	body, err := json.Marshal(sample(r.Shape, 0))
	if err != nil {
		panic(err) // A decoded value can be encoded.
	}
	return body
}

func sample(shape any, number int) any {
	switch shape := shape.(type) {
	case []any:
		if len(shape) == 0 {
			return shape
		}
		length, _ := shape[0].(float64)
		list := make([]any, int(length))
		for i := range list {
			list[i] = sample(shape[2], i+1)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(shape))
		for name, attribute := range shape {
			object[name] = sample(attribute, number)
			if isText := attribute == "string"; isText && number > 0 && (name == "id" || name == "name") {
				object[name] = fmt.Sprintf("%s-%d", name, number)
			}
		}
		return object
	case string:
		switch {
		case shape == "null":
			return nil
		case shape == "boolean":
			return true
		case strings.HasPrefix(shape, "integer"):
			number := 7
			_, _ = fmt.Sscanf(shape, "integer %d", &number)
			return number
		}
	}
	return shape
}

// Replay responds with the row's status and header, and the given body. The values replace
// placeholders in the header, as in [strings.NewReplacer].
func (r Row) Replay(body string, values ...string) http.HandlerFunc {
	replacer := strings.NewReplacer(values...)
	return func(w http.ResponseWriter, _ *http.Request) {
		for name := range r.Header {
			switch name {
			case "Content-Length", "Content-Encoding", "Transfer-Encoding", "Status":
				// These describe the original body.
			default:
				w.Header().Set(name, replacer.Replace(r.Header.Get(name)))
			}
		}
		w.WriteHeader(r.Status)
		_, _ = w.Write([]byte(body)) // The client may be gone.
	}
}
