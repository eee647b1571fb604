package herokutest

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync/atomic"
	"time"
)

// Fault makes requests fail. It wraps the handler of the API in [Heroku.Use] or of the OAuth server
// in [OAuth.Use]. It affects every request unless [Fault.On], [Fault.First] or [Fault.From] limits
// it.
type Fault func(api http.Handler) http.Handler

// On limits f to the requests with these numbers, counted from 1.
func (f Fault) On(numbers ...int) Fault {
	return f.when(func(number int) bool { return slices.Contains(numbers, number) })
}

// First limits f to the first n requests.
func (f Fault) First(n int) Fault {
	return f.when(func(number int) bool { return number <= n })
}

// From limits f to the request with this number, counted from 1, and all later ones.
func (f Fault) From(first int) Fault {
	return f.when(func(number int) bool { return number >= first })
}

func (f Fault) when(hits func(number int) bool) Fault {
	var received atomic.Int64
	return func(api http.Handler) http.Handler {
		faulty := f(api)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if hits(int(received.Add(1))) {
				faulty.ServeHTTP(w, r)
				return
			}
			api.ServeHTTP(w, r)
		})
	}
}

// All combines faults, the first outermost.
func All(faults ...Fault) Fault {
	return func(api http.Handler) http.Handler {
		for _, fault := range slices.Backward(faults) {
			api = fault(api)
		}
		return api
	}
}

// instead returns a fault that responds in place of the API. The request does not reach the API and
// does not count toward its rate limit.
func instead(handler http.HandlerFunc) Fault {
	return func(http.Handler) http.Handler { return handler }
}

// Fail responds with [WriteError].
func Fail(status int, id, message string) Fault {
	return instead(func(w http.ResponseWriter, _ *http.Request) { WriteError(w, status, id, message) })
}

// Redirect redirects every request to the address, with a status such as 307.
func Redirect(status int, address string) Fault {
	return instead(http.RedirectHandler(address, status).ServeHTTP)
}

// Stall sends nothing until the client cancels the request.
func Stall() Fault {
	return instead(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // Then net/http notices when the client disconnects.
		<-r.Context().Done()
	})
}

// Before calls do before the API receives the request.
func Before(do func()) Fault {
	return func(api http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			do()
			api.ServeHTTP(w, r)
		})
	}
}

// Header changes the header of a response before it is sent.
func Header(change func(http.Header)) Fault {
	return after(func(a *recorded, w http.ResponseWriter, _ *http.Request) {
		change(w.Header())
		a.send(w)
	})
}

// Body replaces the status and the body of a response, and keeps the header.
func Body(status int, write func(io.Writer)) Fault {
	return after(func(_ *recorded, w http.ResponseWriter, _ *http.Request) {
		w.Header().Del("Content-Encoding")
		w.Header().Del("Content-Length")
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		write(w)
	})
}

// Delay delays a response.
func Delay(span time.Duration) Fault {
	return after(func(a *recorded, w http.ResponseWriter, r *http.Request) {
		if pause(r, span) {
			a.send(w)
		}
	})
}

// StallBody sends the header and the first bytes of the body, and then nothing until the client
// cancels the request.
func StallBody(bytes int) Fault {
	return after(func(a *recorded, w http.ResponseWriter, r *http.Request) {
		a.begin(w, bytes)
		<-r.Context().Done()
	})
}

// Cut sends the header and the first bytes of the body, and closes the connection.
func Cut(bytes int) Fault {
	return after(func(a *recorded, w http.ResponseWriter, _ *http.Request) {
		a.begin(w, bytes)
		panic(http.ErrAbortHandler)
	})
}

// Hangup closes the connection without a response.
func Hangup() Fault {
	return after(func(*recorded, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
}

// Trickle sends the body in chunks of this many bytes, each after a pause.
func Trickle(bytes int, every time.Duration) Fault {
	return after(func(a *recorded, w http.ResponseWriter, r *http.Request) {
		a.begin(w, 0)
		for part := range slices.Chunk(a.body.Bytes(), bytes) {
			if !pause(r, every) {
				return
			}
			_, _ = w.Write(part)
			_ = http.NewResponseController(w).Flush()
		}
	})
}

// Raw sends arbitrary bytes in place of a response, and closes the connection.
func Raw(write func(io.Writer)) Fault {
	return after(func(_ *recorded, w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err) // The fault needs a server whose connections can be hijacked.
		}
		write(conn)
		_ = conn.Close()
	})
}

// after returns a fault that receives the whole response of the API and decides what to send to the
// client.
func after(do func(*recorded, http.ResponseWriter, *http.Request)) Fault {
	return func(api http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := &recorded{header: w.Header(), status: http.StatusOK}
			api.ServeHTTP(a, r)
			_, _ = io.Copy(io.Discard, r.Body) // Then net/http notices when the client disconnects.
			do(a, w, r)
		})
	}
}

// recorded is a response that has not been sent yet.
type recorded struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header returns the header, which the response to the client shares.
func (a *recorded) Header() http.Header { return a.header }

// WriteHeader keeps the status.
func (a *recorded) WriteHeader(status int) { a.status = status }

// Write keeps a part of the body.
func (a *recorded) Write(p []byte) (int, error) { return a.body.Write(p) }

// send sends the whole response.
func (a *recorded) send(w http.ResponseWriter) {
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes()) // The client may be gone.
}

// begin sends the header and the first bytes of the body.
func (a *recorded) begin(w http.ResponseWriter, bytes int) {
	w.Header().Set("Content-Length", strconv.Itoa(a.body.Len()))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes()[:min(bytes, a.body.Len())])
	_ = http.NewResponseController(w).Flush()
}

// pause waits for the span, and reports whether the client is still connected.
func pause(r *http.Request, span time.Duration) bool {
	select {
	case <-time.After(span):
		return true
	case <-r.Context().Done():
		return false
	}
}
