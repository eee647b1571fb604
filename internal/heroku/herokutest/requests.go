package herokutest

import (
	"net/http"
	"net/url"
	"slices"
	"sync"
)

// Request is one request that a mock received.
type Request struct {
	Method string
	// Path is the path and the query, as received.
	Path   string
	Header http.Header
	// Form is the form of a POST.
	Form url.Values
	// Status is the status of the response, or 0 before there is one.
	Status int
}

// front is the part of a mock that receives requests: it records them and applies the faults.
type front struct {
	mu       sync.Mutex   // guards the fields below
	handler  http.Handler // the mock inside the faults
	requests []Request
}

// Use wraps the mock and the earlier faults in a fault, for all later requests. To hijack a
// connection, a fault must use [http.NewResponseController].
func (f *front) Use(fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.handler = fault(f.handler)
}

// Requests returns all requests received so far, in order.
func (f *front) Requests() []Request {
	f.mu.Lock()
	defer f.mu.Unlock()
	requests := slices.Clone(f.requests)
	for i := range requests {
		requests[i].Header = requests[i].Header.Clone()
	}
	return requests
}

// record records a request and returns its number and the handler that serves it.
func (f *front) record(r *http.Request) (number int, handler http.Handler) {
	if r.Method == http.MethodPost {
		_ = r.ParseForm() // An invalid form is recorded as empty.
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests = append(f.requests, Request{
		Method: r.Method, Path: r.URL.RequestURI(), Header: r.Header.Clone(), Form: r.PostForm,
	})
	return len(f.requests) - 1, f.handler
}

// watch returns a writer that records the status of the response.
func (f *front) watch(w http.ResponseWriter, number int) http.ResponseWriter {
	return &recorder{ResponseWriter: w, report: func(status int) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.requests[number].Status = status
	}}
}

// recorder reports the status of a response before the client can read it.
type recorder struct {
	http.ResponseWriter

	report func(status int)
	done   bool
}

// WriteHeader reports the first status and sends it.
func (rec *recorder) WriteHeader(status int) {
	if !rec.done {
		rec.done = true
		rec.report(status)
	}
	rec.ResponseWriter.WriteHeader(status)
}

// Write sends a part of the body. If no status was sent, it sends 200 first.
func (rec *recorder) Write(p []byte) (int, error) {
	if !rec.done {
		rec.WriteHeader(http.StatusOK)
	}
	return rec.ResponseWriter.Write(p)
}

// Unwrap returns the wrapped writer for [http.NewResponseController].
func (rec *recorder) Unwrap() http.ResponseWriter {
	return rec.ResponseWriter
}
