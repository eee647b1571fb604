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

// Fault is something that goes wrong with a request: a handler around the API
// or the sign-in, for [Heroku.Use] and [OAuth.Use]. Every request meets it;
// [Fault.On], [Fault.First] and [Fault.From] plan it otherwise.
type Fault func(api http.Handler) http.Handler

// On limits f to the requests of these numbers, counted from 1.
func (f Fault) On(numbers ...int) Fault {
	return f.when(func(number int) bool { return slices.Contains(numbers, number) })
}

// First limits f to the first n requests.
func (f Fault) First(n int) Fault {
	return f.when(func(number int) bool { return number <= n })
}

// From limits f to the request of this number, counted from 1, and all later
// ones.
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

// All puts faults around each other, the first outermost.
func All(faults ...Fault) Fault {
	return func(api http.Handler) http.Handler {
		for _, fault := range slices.Backward(faults) {
			api = fault(api)
		}
		return api
	}
}

// instead is a fault that responds in place of the API, which then knows
// nothing of the request: its rate limit is not used.
func instead(handler http.HandlerFunc) Fault {
	return func(http.Handler) http.Handler { return handler }
}

// Fail responds by [WriteError].
func Fail(status int, id, message string) Fault {
	return instead(func(w http.ResponseWriter, _ *http.Request) { WriteError(w, status, id, message) })
}

// Redirect sends every request to the address, with a status such as 307.
func Redirect(status int, address string) Fault {
	return instead(http.RedirectHandler(address, status).ServeHTTP)
}

// Stall sends nothing until the client gives up.
func Stall() Fault {
	return instead(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // After that, net/http notices when the client leaves.
		<-r.Context().Done()
	})
}

// Before calls do before the request goes on to the API.
func Before(do func()) Fault {
	return func(api http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			do()
			api.ServeHTTP(w, r)
		})
	}
}

// Header changes the header of an answer before it is sent.
func Header(change func(http.Header)) Fault {
	return answer(func(a *recorded, w http.ResponseWriter, _ *http.Request) {
		change(w.Header())
		a.send(w)
	})
}

// Body sends another status and another body in place of the API's, under the
// API's own header.
func Body(status int, write func(io.Writer)) Fault {
	return answer(func(_ *recorded, w http.ResponseWriter, _ *http.Request) {
		w.Header().Del("Content-Encoding")
		w.Header().Del("Content-Length")
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		write(w)
	})
}

// Delay waits before it answers.
func Delay(span time.Duration) Fault {
	return answer(func(a *recorded, w http.ResponseWriter, r *http.Request) {
		if pause(r, span) {
			a.send(w)
		}
	})
}

// StallBody sends the header and so many bytes of the body, and no more.
func StallBody(bytes int) Fault {
	return answer(func(a *recorded, w http.ResponseWriter, r *http.Request) {
		a.begin(w, bytes)
		<-r.Context().Done()
	})
}

// Cut sends the header and so many bytes of the body, and closes the
// connection.
func Cut(bytes int) Fault {
	return answer(func(a *recorded, w http.ResponseWriter, _ *http.Request) {
		a.begin(w, bytes)
		panic(http.ErrAbortHandler)
	})
}

// Hangup closes the connection without an answer.
func Hangup() Fault {
	return answer(func(*recorded, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
}

// Trickle sends so many bytes of the body at a time, each time after a pause.
func Trickle(bytes int, every time.Duration) Fault {
	return answer(func(a *recorded, w http.ResponseWriter, r *http.Request) {
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

// Raw sends these bytes in place of an answer, and closes the connection.
func Raw(write func(io.Writer)) Fault {
	return answer(func(_ *recorded, w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err) // only a server whose connections can be hijacked can be at fault this way
		}
		write(conn)
		_ = conn.Close()
	})
}

// answer returns a fault that does something else with the API's answer than
// to send it.
func answer(do func(*recorded, http.ResponseWriter, *http.Request)) Fault {
	return func(api http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := &recorded{header: w.Header(), status: http.StatusOK}
			api.ServeHTTP(a, r)
			_, _ = io.Copy(io.Discard, r.Body) // after that, net/http notices when the client leaves
			do(a, w, r)
		})
	}
}

// recorded is an answer that has not been sent.
type recorded struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header returns the header, which is that of the answer to be sent.
func (a *recorded) Header() http.Header { return a.header }

// WriteHeader keeps the status.
func (a *recorded) WriteHeader(status int) { a.status = status }

// Write keeps a part of the body.
func (a *recorded) Write(p []byte) (int, error) { return a.body.Write(p) }

// send sends the answer.
func (a *recorded) send(w http.ResponseWriter) {
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes()) // the client is gone
}

// begin sends the header and the first bytes of the body.
func (a *recorded) begin(w http.ResponseWriter, bytes int) {
	w.Header().Set("Content-Length", strconv.Itoa(a.body.Len()))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes()[:min(bytes, a.body.Len())])
	_ = http.NewResponseController(w).Flush()
}

// pause waits, and reports whether the client is still there.
func pause(r *http.Request, span time.Duration) bool {
	select {
	case <-time.After(span):
		return true
	case <-r.Context().Done():
		return false
	}
}
