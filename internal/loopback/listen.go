package loopback

import (
	"context"
	"errors"
	"net"
	"net/url"
	"slices"
	"syscall"
)

// Causes of a [ListenError] that have their own remedy.
var (
	ErrInUse       = errors.New("another program uses the port")
	ErrDenied      = errors.New("the system does not permit this port")
	ErrUnavailable = errors.New("this computer does not have the address")
)

// ListenError reports that an address of the redirect URL cannot be bound.
type ListenError struct {
	// Address is a host and a port.
	Address string
	// Err is [ErrInUse], [ErrDenied], [ErrUnavailable] or another error of the system.
	Err error
}

// Error returns the address and the cause.
func (e *ListenError) Error() string { return e.Address + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *ListenError) Unwrap() error { return e.Err }

// listen binds every address that a browser may use for the redirect URL. It binds all or none.
func listen(ctx context.Context, redirect *url.URL) (listeners []net.Listener, err error) {
	for _, host := range hosts(redirect.Hostname()) {
		address := net.JoinHostPort(host, redirect.Port())
		listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
		if err != nil {
			for _, listener := range listeners {
				_ = listener.Close()
			}
			return nil, &ListenError{Address: address, Err: cause(err)}
		}
		listeners = append(listeners, listener)
	}
	return listeners, nil
}

// hosts returns the addresses of a host. For localhost these are the loopback addresses of both IP
// versions, whatever the hosts file says (RFC 6761, section 6.3): browsers try one after the other,
// so a program that listens on the other one would receive the code and the state. hosts omits an
// IP version that this computer does not have.
func hosts(host string) []string {
	if host != "localhost" {
		return []string{host}
	}
	both := []string{"127.0.0.1", "::1"}
	present, err := net.InterfaceAddrs()
	if err != nil {
		return both
	}
	found := slices.DeleteFunc(slices.Clone(both), func(host string) bool {
		return !slices.ContainsFunc(present, func(address net.Addr) bool {
			network, ok := address.(*net.IPNet)
			return ok && network.IP.Equal(net.ParseIP(host))
		})
	})
	if len(found) == 0 {
		return both
	}
	return found
}

// cause returns the system's error without the operation and the address. Windows has its own error
// numbers (https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2).
func cause(err error) error {
	for _, known := range []struct{ unix, windows, cause error }{
		{syscall.EADDRINUSE, syscall.Errno(10048), ErrInUse},
		{syscall.EACCES, syscall.Errno(10013), ErrDenied},
		{syscall.EADDRNOTAVAIL, syscall.Errno(10049), ErrUnavailable},
	} {
		if errors.Is(err, known.unix) || errors.Is(err, known.windows) {
			return known.cause
		}
	}
	if failed := (*net.OpError)(nil); errors.As(err, &failed) {
		return failed.Err
	}
	return err
}
