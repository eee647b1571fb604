package heroku

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
)

// maxPageBytes bounds the body of a page, unpacked. A thousand apps are about one megabyte.
const maxPageBytes = 16 << 20

// malformed describes in a clause what is wrong with a response. It never contains values of the
// body, only positions in it.
type malformed string

func (reason malformed) Error() string { return string(reason) }

// buffers are reused, since a page is about a megabyte.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// readBody reads and unpacks a body of up to limit bytes, with a buffer that holds what it returns.
// The error is the reader's, [io.ErrUnexpectedEOF] if the body ends early, or else [malformed].
func readBody(buffer *bytes.Buffer, header http.Header, body io.Reader, limit int64) (data []byte, err error) {
	unpacked := body
	if strings.EqualFold(header.Get("Content-Encoding"), "gzip") {
		unpacked, err = gzip.NewReader(body)
	}
	if err == nil {
		buffer.Reset()
		_, err = buffer.ReadFrom(io.LimitReader(unpacked, limit+1))
		data = buffer.Bytes()
	}
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	switch {
	case int64(len(data)) > limit:
		return nil, malformed(fmt.Sprintf("its body is larger than %d MiB", limit>>20))
	case corrupt, errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum):
		return nil, malformed("its body is not gzip, as its Content-Encoding says: " + err.Error())
	case err == io.EOF: //nolint:errorlint // Only gzip.NewReader returns it, and itself.
		return nil, io.ErrUnexpectedEOF
	}
	return data, err
}

// wireApp is an app as the API sends it, with the attributes that the client reads.
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
// [malformed] with the position where decoding stopped, but not the value there.
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
