package heroku

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptrace"
	"slices"
	"strings"

	"github.com/modulex/terraform-provider-modulex/internal/redact"
	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// maxConnections bounds the connections of one try. When the server closes the connection before it
// handles the request, net/http resends the request without a delay. The server may have closed two
// idle connections in the meantime, but not a new one.
const maxConnections = 3

// link is the connection of a try to the API.
type link struct {
	ctx         context.Context // of the try
	cancel      context.CancelCauseFunc
	token       string
	connections int
	last        net.Conn
	body        io.Reader // of the response
}

// trace counts the connections. net/http calls it before it sends the request over a connection.
func (l *link) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		l.last = info.Conn
		if l.connections++; l.connections > maxConnections {
			l.cancel(fmt.Errorf("the server closed %d connections without a response", maxConnections))
		}
	}}
}

// failure returns the error of a try whose connection failed: a [*transient] if that may pass.
func (l *link) failure(err error) error {
	if cause := context.Cause(l.ctx); cause != nil {
		if _, late := errors.AsType[timeoutError](cause); late && l.last != nil {
			go l.last.Close() // It may be dead, and the next try would reuse an HTTP/2 connection.
		}
		return &transient{error: cause, reason: cause.Error()}
	}
	for _, words := range []string{"response headers exceeded", "response header list larger"} {
		if strings.Contains(err.Error(), words) { // net/http has no error value for them.
			return malformed(fmt.Sprintf("its headers are larger than %d KiB", web.MaxHeaderBytes>>10))
		}
	}
	failed := &connectionError{err, l.token}
	if !l.failureMayPass(err) {
		return failed
	}
	return &transient{error: failed, reason: "the connection failed"}
}

// failureMayPass reports whether err is a failure of the network or of an open connection. Any
// other is final, such as an invalid certificate or proxy address.
func (l *link) failureMayPass(err error) bool {
	if proxy, ok := errors.AsType[*web.ProxyError](err); ok {
		return slices.Contains(passing, proxy.Status)
	}
	if failed, ok := errors.AsType[*net.OpError](err); ok {
		if failed.Op == "proxyconnect" {
			return l.failureMayPass(failed.Err)
		}
		return failed.Op == "dial" || failed.Op == "read" || failed.Op == "write" // And not a TLS alert.
	}
	failed, ok := errors.AsType[net.Error](err)
	return l.connections > 0 || ok && failed.Timeout() || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// Read reads the body of the response.
func (l *link) Read(p []byte) (int, error) {
	n, err := l.body.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // Readers return io.EOF itself.
		err = l.failure(err)
	}
	return n, err
}

// connectionError is the failure of a connection, redacted: net/http's message may repeat what a
// server sent.
type connectionError struct {
	err   error
	token string
}

func (e *connectionError) Error() string { return redact.Text(e.err.Error(), e.token) }

func (e *connectionError) Unwrap() error { return e.err }
