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

// Fault is what [Heroku.Use] puts around the API.
type Fault = func(http.Handler) http.Handler

// All puts faults around each other, the first outermost.
func All(faults ...Fault) Fault {
	return func(api http.Handler) http.Handler {
		for _, fault := range slices.Backward(faults) {
			api = fault(api)
		}
		return api
	}
}

// On limits a fault to the requests of these numbers, counted from 1.
func On(fault Fault, numbers ...int64) Fault {
	return when(fault, func(number int64) bool { return slices.Contains(numbers, number) })
}

// From limits a fault to the request of this number, counted from 1, and those
// after it.
func From(first int64, fault Fault) Fault {
	return when(fault, func(number int64) bool { return number >= first })
}

func when(fault Fault, hits func(number int64) bool) Fault {
	var received atomic.Int64
	return func(next http.Handler) http.Handler {
		faulty := fault(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if hits(received.Add(1)) {
				faulty.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// Before calls do before the request goes on to the API.
func Before(do func()) Fault {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			do()
			next.ServeHTTP(w, r)
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
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := &recorded{header: w.Header(), status: http.StatusOK}
			next.ServeHTTP(a, r)
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
