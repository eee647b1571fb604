package herokutest

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// zippers are reused because each allocates about a megabyte.
var zippers = sync.Pool{New: func() any {
	zipper, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err) // The level exists.
	}
	return zipper
}}

// pack compresses body with gzip.
func pack(body []byte) []byte {
	var packed bytes.Buffer
	zipper := zippers.Get().(*gzip.Writer) //nolint:forcetypeassert // The pool contains nothing else.
	defer zippers.Put(zipper)
	zipper.Reset(&packed)
	_, _ = zipper.Write(body) // Writing to a buffer cannot fail.
	_ = zipper.Close()
	return packed.Bytes()
}

// acceptsGzip reports whether the request accepts gzip (RFC 9110, section 12.5.3). Heroku's router
// compresses the response to any request with the header. No recording shows whether it does for a
// request with a Range; the mock does.
func acceptsGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, weight, _ := strings.Cut(strings.ToLower(strings.TrimSpace(coding)), ";")
		if name = strings.TrimSpace(name); name != "gzip" && name != "*" {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64)
		return err != nil || q > 0
	}
	return false
}
