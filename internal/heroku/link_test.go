package heroku

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// pipes is a network of HTTP/2 connections in memory that can become silent.
type pipes struct {
	net.Listener

	accepted chan net.Conn
	mu       sync.Mutex
	conns    []*pipe
}

func (p *pipes) Accept() (net.Conn, error) {
	conn, ok := <-p.accepted
	if !ok {
		return nil, net.ErrClosed
	}
	return conn, nil
}

func (p *pipes) Close() error   { return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{} }

func (p *pipes) dial() net.Conn {
	client, server := net.Pipe()
	conn := &pipe{Conn: client, closed: make(chan struct{})}
	p.mu.Lock()
	p.conns = append(p.conns, conn)
	p.mu.Unlock()
	p.accepted <- server
	return conn
}

// silence makes every open connection silent.
func (p *pipes) silence() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range p.conns {
		conn.silent.Store(true)
	}
}

func (p *pipes) dialed() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.conns)
}

// pipe is the client's end of a connection. Once silent, it delivers nothing in either direction.
type pipe struct {
	net.Conn

	silent atomic.Bool
	once   sync.Once
	closed chan struct{}
}

func (p *pipe) Read(b []byte) (int, error) {
	n, err := p.Conn.Read(b)
	if p.silent.Load() {
		<-p.closed
		return 0, net.ErrClosed
	}
	return n, err
}

func (p *pipe) Write(b []byte) (int, error) {
	if p.silent.Load() {
		return len(b), nil
	}
	return p.Conn.Write(b)
}

func (p *pipe) Close() error {
	p.once.Do(func() { close(p.closed) })
	return p.Conn.Close()
}

// overHTTP2 returns a network and a transport that speaks HTTP/2 over it.
func overHTTP2() (*pipes, *http.Transport) {
	network := &pipes{accepted: make(chan net.Conn)}
	transport := web.NewTransport()
	transport.Protocols = new(http.Protocols)
	transport.Protocols.SetUnencryptedHTTP2(true)
	transport.DialContext = dialer(network.dial)
	return network, transport
}

// A connection that becomes silent after the first page, as after a firewall's timeout, does not
// fail the listing: the client closes it after a ping, or after a try that timed out.
func TestLink_silentConnection(t *testing.T) {
	for name, test := range map[string]struct{ timeout, within time.Duration }{
		"found by a ping":     {timeout: time.Minute, within: 26 * time.Second},
		"found by a time-out": {timeout: 5 * time.Second, within: 6 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				network, transport := overHTTP2()
				mock := herokutest.New(herokutest.Apps(7)...)
				mock.LargestPage(3)
				var requests atomic.Int32
				server := &http.Server{Protocols: transport.Protocols, ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if requests.Add(1) == 2 {
						network.silence()
					}
					mock.ServeHTTP(w, r)
				})}
				go func() { _ = server.Serve(network) }()
				config := configOf(transport, io.Discard)
				config.BaseURL, config.Tokens = &url.URL{Scheme: "http", Host: "api.heroku.com"}, FixedToken(herokutest.Token)
				config.RequestTimeout = test.timeout
				start := time.Now()
				apps, err := newTestClient(config).Apps(t.Context(), AllApps)
				if err != nil || len(apps) != 7 {
					t.Errorf("got %d apps and %v, want 7", len(apps), err)
				}
				if took := time.Since(start); took > test.within {
					t.Errorf("took %s, want %s at most", took, test.within)
				}
				if got := network.dialed(); got != 2 {
					t.Errorf("%d connections, want 2", got)
				}
				transport.CloseIdleConnections()
				close(network.accepted)
				_ = server.Close()
			})
		})
	}
}

// goAway serves an HTTP/2 connection by asking the client to send each request over another one.
func goAway(conn net.Conn, requested func()) {
	defer conn.Close()
	frames := make(chan []byte, 8) // A pipe has no buffer.
	defer close(frames)
	go func() {
		for frame := range frames {
			_, _ = conn.Write(frame) // The client may be gone.
		}
	}()
	frame := func(kind, flags byte, payload ...byte) {
		frames <- append([]byte{0, 0, byte(len(payload)), kind, flags, 0, 0, 0, 0}, payload...) //nolint:gosec // Few bytes.
	}
	const headers, settings, goAway, ack = 1, 4, 7, 1
	if _, err := io.CopyN(io.Discard, conn, int64(len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))); err != nil {
		return
	}
	frame(settings, 0)
	for {
		var head [9]byte
		if _, err := io.ReadFull(conn, head[:]); err != nil {
			return
		}
		length := binary.BigEndian.Uint32(head[:4]) >> 8
		if _, err := io.CopyN(io.Discard, conn, int64(length)); err != nil {
			return
		}
		switch {
		case head[3] == settings && head[4] != ack:
			frame(settings, ack)
		case head[3] == headers:
			requested()
			frame(goAway, 0, make([]byte, 8)...) // No handled stream, and no error.
		}
	}
}

// A server that rejects every connection with GOAWAY receives only a few requests for each try.
func TestLink_goAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network, transport := overHTTP2()
		var requests atomic.Int32
		var served sync.WaitGroup
		served.Go(func() {
			for conn := range network.accepted {
				served.Go(func() {
					goAway(conn, func() {
						if requests.Add(1) > 1000 {
							_ = conn.Close() // The client has no limit: end the test.
						}
					})
				})
			}
		})
		var log bytes.Buffer
		config := configOf(transport, &log)
		config.BaseURL, config.MaxRetries = &url.URL{Scheme: "http", Host: "api.heroku.com"}, 2
		_, err := newTestClient(config).Apps(t.Context(), AllApps)
		const says = "the server closed 3 connections without a response"
		if err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(log.String(), says) {
			t.Errorf("got %v and the log\n%s\nwant %q in both", err, &log, says)
		}
		if got := requests.Load(); got < 3*maxConnections || got > 3*(maxConnections+1) {
			t.Errorf("%d requests in 3 tries, want %d each, or one more", got, maxConnections)
		}
		transport.CloseIdleConnections()
		close(network.accepted)
		served.Wait()
	})
}

// A proxy's refusal is final, since repeating a wrong password can lock an account. A failure of
// the proxy to reach Heroku is retried.
func TestLink_proxyRefuses(t *testing.T) {
	for status, tries := range map[int]int32{401: 1, 403: 1, 404: 1, 407: 1, 502: 3, 503: 3, 504: 3} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var requests atomic.Int32
				network, stop := herokutest.ServeMemory(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodConnect {
						requests.Add(1)
					}
					w.WriteHeader(status)
				}))
				transport := web.NewTransport()
				transport.DialContext = network.Dial
				transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy", User: url.UserPassword("ada", "hush-hush")})
				config := configOf(transport, io.Discard)
				config.MaxRetries = 2
				_, err := newTestClient(config).Apps(t.Context(), AllApps)
				if refused, ok := errors.AsType[*web.ProxyError](err); !ok || refused.Status != status || !strings.Contains(err.Error(), http.StatusText(status)) {
					t.Errorf("got %v, want the proxy's %d", err, status)
				}
				if got := requests.Load(); got != tries {
					t.Errorf("the proxy received %d requests, want %d", got, tries)
				}
				stop()
			})
		})
	}
}
