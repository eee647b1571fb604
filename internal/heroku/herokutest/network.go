package herokutest

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// Network carries connections in memory, so that a client and a server can communicate in a
// testing/synctest bubble. It is the server's [net.Listener].
type Network struct {
	dialed chan net.Conn
	closed chan struct{}
	close  sync.Once
	open   atomic.Int64
}

var _ net.Listener = (*Network)(nil)

// ServeMemory serves h on a new Network until the caller calls stop.
func ServeMemory(h http.Handler) (network *Network, stop func()) {
	network = &Network{dialed: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: h} //nolint:gosec // Its clients are tests.
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(network) // Returns when the server is closed.
	}()
	return network, func() {
		_ = server.Close()
		<-served
	}
}

// Dial connects to the server, whatever the address. It fits [http.Transport.DialContext].
func (n *Network) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case n.dialed <- server:
		n.open.Add(1)
		return &connection{Conn: client, network: n}, nil
	case <-n.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Open returns the number of connections that the clients keep open.
func (n *Network) Open() int { return int(n.open.Load()) }

// Accept waits for the next connection.
func (n *Network) Accept() (net.Conn, error) {
	select {
	case conn := <-n.dialed:
		return conn, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept and Dial.
func (n *Network) Close() error {
	n.close.Do(func() { close(n.closed) })
	return nil
}

// Addr returns a placeholder.
func (n *Network) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "unix"} }

// connection is the client's end of a connection.
type connection struct {
	net.Conn

	network *Network
	close   sync.Once
}

// Close closes the connection.
func (c *connection) Close() error {
	c.close.Do(func() { c.network.open.Add(-1) })
	return c.Conn.Close()
}
