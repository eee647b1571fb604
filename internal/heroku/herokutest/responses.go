package herokutest

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// servePage responds with one page of l. The Range can order the list by any of the fields.
func (h *Heroku) servePage(w http.ResponseWriter, r *http.Request, l *listing, fields []string) {
	h.mu.Lock()
	largest := h.largestPage
	h.mu.Unlock()
	header := w.Header()
	header.Set("Accept-Ranges", strings.Join(fields, ", "))
	s, err := parseSpan(r.Header.Get("Range"), fields)
	if bad := (*apiError)(nil); errors.As(err, &bad) {
		bad.write(w)
		return
	}

	s.max = min(s.max, largest)
	items, more := l.page(s)
	if len(items) == 0 {
		// An empty list has no Content-Range, no ETag and no Last-Modified.
		send(w, r, http.StatusOK, []byte("[]"))
		return
	}
	first, last := items[0].value(s.field), items[len(items)-1].value(s.field)
	header.Set("Content-Range", fmt.Sprintf("%s %s..%s", s.field, first, last))
	if updated, err := time.Parse(time.RFC3339, l.updatedAt()); err == nil {
		header.Set("Last-Modified", updated.UTC().Format(http.TimeFormat))
	}
	status := http.StatusOK
	if more {
		status = http.StatusPartialContent
		header.Set("Next-Range", s.after(last))
	}
	respond(w, r, status, encode(items))
}

// respond sends a JSON body, or 304 if the client already has it.
func respond(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	sum := sha256.Sum256(body)
	etag := fmt.Sprintf(`"%x"`, sum[:16])
	w.Header().Set("ETag", etag)
	for known := range strings.SplitSeq(strings.Join(r.Header.Values("If-None-Match"), ","), ",") {
		if known = strings.TrimSpace(known); known == "*" || strings.TrimPrefix(known, "W/") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	send(w, r, status, body)
}

// send sends a JSON body, compressed if the client accepts gzip.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	if acceptsGzip(r) {
		header.Set("Content-Encoding", "gzip")
		body = packQuickly(body)
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // The client may be gone.
}
