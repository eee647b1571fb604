package herokutest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync/atomic"
	"time"
)

// Ready serves the apps of an account from ready-made pages, for benchmarks that must not measure
// [Heroku]. It accepts every token.
type Ready struct {
	pages    map[string]readyPage // by range
	delay    time.Duration
	listings atomic.Int64
}

type readyPage struct {
	body, packed []byte
	next         string
}

// firstReady is the range of the first page.
const firstReady = "id ..; max=1000"

// NewReady returns a Ready with the pages of an inventory, in the order of ids. Each response
// starts after the delay.
func NewReady(apps []App, delay time.Duration) *Ready {
	items := newInventory(apps, nil).apps.sorted("id")
	ready := &Ready{pages: map[string]readyPage{firstReady: newReadyPage([]byte("[]"), "")}, delay: delay}
	byRange := firstReady
	for page := range slices.Chunk(items, largestMax) {
		next := fmt.Sprintf("id ]%s..; max=%d", page[len(page)-1].id, largestMax)
		if page[len(page)-1] == items[len(items)-1] {
			next = ""
		}
		ready.pages[byRange] = newReadyPage(encode(page), next)
		byRange = next
	}
	return ready
}

func newReadyPage(body []byte, next string) readyPage {
	return readyPage{body: body, packed: pack(body, newZipper(gzip.BestSpeed)), next: next}
}

// Listings returns how many first pages were requested.
func (r *Ready) Listings() int { return int(r.listings.Load()) }

// Whole returns the whole inventory as one JSON array. Heroku always sends pages.
func (r *Ready) Whole() []byte {
	var pages [][]byte
	for byRange := firstReady; ; byRange = r.pages[byRange].next {
		page := r.pages[byRange]
		pages = append(pages, bytes.Trim(page.body, "[]"))
		if page.next == "" {
			return slices.Concat([]byte("["), bytes.Join(pages, []byte(",")), []byte("]"))
		}
	}
}

// ServeHTTP responds with a page.
func (r *Ready) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	byRange := req.Header.Get("Range")
	page, ok := r.pages[byRange]
	if !ok || req.URL.Path != "/apps" {
		WriteError(w, http.StatusNotFound, "not_found", "")
		return
	}
	if byRange == firstReady {
		r.listings.Add(1)
	}
	time.Sleep(r.delay)
	w.Header().Set("Content-Type", "application/json")
	body := page.body
	if acceptsGzip(req) {
		body = page.packed
		w.Header().Set("Content-Encoding", "gzip")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	status := http.StatusOK
	if page.next != "" {
		w.Header().Set("Next-Range", page.next)
		status = http.StatusPartialContent
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // The client may be gone.
}
