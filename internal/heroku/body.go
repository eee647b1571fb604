package heroku

import (
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// maxPageBytes bounds the body of a page, unpacked. A thousand apps are about one megabyte.
const maxPageBytes = 16 << 20

// malformed says in a clause what is wrong with a response. It holds nothing of the body but a
// place in it.
type malformed string

func (reason malformed) Error() string { return string(reason) }

// readBody reads and unpacks a body of up to limit bytes. The error is that of reading,
// [io.ErrUnexpectedEOF] if the body ends early, or else [malformed].
func readBody(header http.Header, body io.Reader, limit int64) (data []byte, err error) {
	unpacked := body
	if strings.EqualFold(header.Get("Content-Encoding"), "gzip") {
		unpacked, err = gzip.NewReader(body)
	}
	if err == nil {
		data, err = io.ReadAll(io.LimitReader(unpacked, limit+1))
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
