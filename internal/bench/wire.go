package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// The link of a typical office.
const (
	linkRate      = 20e6 / 8 // bytes a second
	linkRoundTrip = 80 * time.Millisecond
)

// wire compares the bytes and the time of a listing over the link with and without compression.
func (b *bench) wire(ctx context.Context) ([]row, error) {
	apps := b.size.pages * 1000
	packed, err := overLink(ctx, apps, func(http.Header) {})
	if err != nil {
		return nil, err
	}
	plain, err := overLink(ctx, apps, func(header http.Header) { header.Del("Accept-Encoding") })
	if err != nil {
		return nil, err
	}
	perApp := func(took listing) float64 { return float64(took.bytes) / float64(apps) }
	size, times := perApp(packed)/perApp(plain), float64(packed.wall)/float64(plain.wall)
	return []row{{
		"bytes on the wire per app, against a listing without gzip", "at most 0.15 ×",
		fmt.Sprintf("%.2f × (%.0f to %.0f)", size, perApp(packed), perApp(plain)), size <= 0.15,
	}, {
		fmt.Sprintf("read of %d pages over 20 Mbit/s with %s, against one without gzip", b.size.pages, linkRoundTrip), "at most 0.40 ×",
		fmt.Sprintf("%.2f × (%s to %s)", times, milliseconds(packed.wall), milliseconds(plain.wall)), times <= 0.4,
	}}, nil
}

// listing is the cost of a listing.
type listing struct {
	wall  time.Duration
	bytes int64 // sent by the API
}

// overLink reads this many apps over the link. The change edits the header of each request.
func overLink(ctx context.Context, apps int, change func(http.Header)) (took listing, err error) {
	ready := herokutest.NewReady(herokutest.Apps(apps), 0)
	var sent atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		change(r.Header)
		ready.ServeHTTP(w, r)
	}))
	server.Listener = linkListener{server.Listener, &sent}
	server.Start()
	defer server.Close()
	reader, err := newReader(ctx, server.URL)
	if err != nil {
		return took, err
	}
	start := time.Now()
	_, err = reader.read(ctx, nil)
	return listing{time.Since(start), sent.Load()}, err
}

// linkListener is a listener whose connections have the rate and the delay of the link.
type linkListener struct {
	net.Listener

	sent *atomic.Int64
}

func (l linkListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return &linkConn{Conn: conn, sent: l.sent}, err
}

// linkConn is the API's end of a connection over the link. It sends at the link's rate and delays
// each request by the round-trip time.
type linkConn struct {
	net.Conn

	sent *atomic.Int64
	free time.Time // when the link has transmitted everything sent so far
}

func (c *linkConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	time.Sleep(linkRoundTrip)
	return n, err
}

func (c *linkConn) Write(p []byte) (int, error) {
	if now := time.Now(); c.free.Before(now) {
		c.free = now
	}
	c.free = c.free.Add(time.Duration(float64(len(p)) / linkRate * float64(time.Second)))
	time.Sleep(time.Until(c.free))
	c.sent.Add(int64(len(p)))
	return c.Conn.Write(p)
}
