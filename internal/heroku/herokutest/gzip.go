package herokutest

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// quick is the writer of packQuickly. A new one would allocate a megabyte for each response.
var quick = struct {
	sync.Mutex

	zipper *gzip.Writer
}{zipper: newZipper(gzip.HuffmanOnly)}

func newZipper(level int) *gzip.Writer {
	zipper, err := gzip.NewWriterLevel(nil, level)
	if err != nil {
		panic(err) // The level is valid.
	}
	return zipper
}

// packQuickly compresses body at the level that takes the least time under the race detector.
func packQuickly(body []byte) []byte {
	quick.Lock()
	defer quick.Unlock()
	return pack(body, quick.zipper)
}

// pack compresses body.
func pack(body []byte, zipper *gzip.Writer) []byte {
	var packed bytes.Buffer
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
