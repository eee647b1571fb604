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

// malformed says in a clause what is wrong with a response. It holds nothing of the body but a place in
// it.
type malformed string

func (reason malformed) Error() string { return string(reason) }

// readBody reads and unpacks a body of up to limit bytes. The error is that of reading,
// [io.ErrUnexpectedEOF] if the body ends early, or else [malformed].
func readBody(header http.Header, body io.Reader, limit int64) ([]byte, error) {
	packed := strings.EqualFold(header.Get("Content-Encoding"), "gzip")
	if packed {
		unpacked, err := gzip.NewReader(body)
		if err != nil {
			return nil, gzipError(err)
		}
		body = unpacked
	}
	data, err := io.ReadAll(io.LimitReader(body, limit+1))
	switch {
	case int64(len(data)) > limit:
		return nil, malformed(fmt.Sprintf("its body is larger than %d MiB", limit>>20))
	case packed:
		return data, gzipError(err)
	}
	return data, err
}

// gzipError tells a failure to read from a body that is not gzip.
func gzipError(err error) error {
	_, isCorrupt := errors.AsType[flate.CorruptInputError](err)
	switch {
	case errors.Is(err, io.EOF):
		return io.ErrUnexpectedEOF
	case isCorrupt, errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum):
		return malformed("its body is not gzip, as its Content-Encoding says: " + err.Error())
	}
	return err
}
