package loopback_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/loopback"
)

func TestParseURL(t *testing.T) {
	for name, test := range map[string]struct{ address, want, phrase string }{
		"as documented":      {address: loopback.DefaultURL, want: "http://localhost:8765/callback"},
		"upper case":         {address: "http://LOCALHOST:8765/Callback", want: "http://localhost:8765/Callback"},
		"no path":            {address: "http://127.0.0.1:1", want: "http://127.0.0.1:1/"},
		"IPv6":               {address: "http://[::1]:65535/", want: "http://[::1]:65535/"},
		"https":              {address: "https://localhost:8765/", phrase: "must be http on this computer"},
		"another computer":   {address: "http://example.com:80/", phrase: "loopback"},
		"no port":            {address: "http://localhost/callback", phrase: "it has no port"},
		"port 0":             {address: "http://localhost:0/", phrase: "from 1 to 65535"},
		"port too large":     {address: "http://localhost:65536/", phrase: "from 1 to 65535"},
		"port far too large": {address: "http://localhost:99999999999999999999/", phrase: "from 1 to 65535"},
		"a word as port":     {address: "http://localhost:http/", phrase: "not a URL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := loopback.ParseURL(test.address)
			switch {
			case test.phrase == "" && (err != nil || got.String() != test.want):
				t.Errorf("got %v, %v, want %s", got, err, test.want)
			case test.phrase != "" && (err == nil || !strings.Contains(err.Error(), test.phrase)):
				t.Errorf("the error is %v, want one with %q", err, test.phrase)
			}
		})
	}
}

// redirect returns a redirect URL with a port that is free on both loopback addresses.
func redirect(t *testing.T, host string) *url.URL {
	t.Helper()
	for range 20 {
		one := listenOn(t, "127.0.0.1:0")
		port := one.Addr().(*net.TCPAddr).Port
		two, err := new(net.ListenConfig).Listen(t.Context(), "tcp", fmt.Sprintf("[::1]:%d", port))
		_ = one.Close()
		if err != nil {
			continue
		}
		_ = two.Close()
		parsed, err := loopback.ParseURL(fmt.Sprintf("http://%s:%d/callback", host, port))
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	t.Fatal("no port is free on both loopback addresses")
	return nil
}

func listenOn(t *testing.T, address string) net.Listener {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener
}

func listen(t *testing.T, redirect *url.URL) *loopback.Receiver {
	t.Helper()
	receiver, err := loopback.Listen(t.Context(), redirect)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(receiver.Close)
	return receiver
}

func TestListen_addresses(t *testing.T) {
	for host, want := range map[string][2]bool{"localhost": {true, true}, "127.0.0.1": {true, false}, "[::1]": {false, true}} {
		t.Run(host, func(t *testing.T) {
			redirect := redirect(t, host)
			listen(t, redirect)
			for i, address := range []string{"127.0.0.1", "::1"} {
				conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", net.JoinHostPort(address, redirect.Port()))
				if (err == nil) != want[i] {
					t.Errorf("%s: %v", address, err)
				}
				if err == nil {
					_ = conn.Close()
				}
			}
		})
	}
}

// A program on one of the two addresses would receive the code and the state.
func TestListen_taken(t *testing.T) {
	for _, address := range []string{"127.0.0.1", "::1"} {
		t.Run(address, func(t *testing.T) {
			redirect := redirect(t, "localhost")
			taken := net.JoinHostPort(address, redirect.Port())
			listenOn(t, taken)
			_, err := loopback.Listen(t.Context(), redirect)
			var failed *loopback.ListenError
			if !errors.As(err, &failed) || failed.Address != taken || !errors.Is(err, loopback.ErrInUse) {
				t.Errorf("the error is %v, want that %s is in use", err, taken)
			}
			other := map[string]string{"127.0.0.1": "::1", "::1": "127.0.0.1"}[address]
			listenOn(t, net.JoinHostPort(other, redirect.Port())) // The failed Listen has released it.
		})
	}
}

func TestListen_unavailable(t *testing.T) {
	redirect := redirect(t, "localhost")
	redirect.Host = "192.0.2.77:" + redirect.Port() // A documentation address, which no computer has.
	if _, err := loopback.Listen(t.Context(), redirect); !errors.Is(err, loopback.ErrUnavailable) {
		t.Errorf("the error is %v", err)
	}
}

func TestCause(t *testing.T) {
	for _, test := range []struct{ err, want error }{
		{syscall.EADDRINUSE, loopback.ErrInUse},
		{syscall.EACCES, loopback.ErrDenied},
		{syscall.EADDRNOTAVAIL, loopback.ErrUnavailable},
		{syscall.ENOBUFS, syscall.ENOBUFS},
	} {
		if got := loopback.Cause(&net.OpError{Op: "listen", Err: os.NewSyscallError("bind", test.err)}); !errors.Is(got, test.want) {
			t.Errorf("%v: got %v, want %v", test.err, got, test.want)
		}
	}
}

// send sends a request as a browser does and returns the page.
func send(t *testing.T, method string, address *url.URL, form url.Values, host string) (status int, page string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address.String(), strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if host != "" {
		req.Host = host
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
	} {
		if got := resp.Header.Get(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if policy := resp.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("the policy is %s", policy)
	}
	return resp.StatusCode, string(body)
}

// expect checks how the sign-in ended. An empty string means that it has not ended.
func expect(t *testing.T, receiver *loopback.Receiver, want string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if want == "" {
		cancel()
	}
	code, err := receiver.Wait(ctx)
	got := "code: " + code
	switch {
	case errors.Is(err, context.Canceled):
		got = ""
	case err != nil:
		got = "error: " + err.Error()
	}
	if got != want {
		t.Errorf("outcome %q, want %q", got, want)
	}
}

func TestReceiver(t *testing.T) {
	const state = "STATE" // is replaced with the valid state
	for name, test := range map[string]struct {
		method, path, query, host string
		status                    int
		phrase, outcome           string
	}{
		"a code":                                 {query: "code=c&state=" + state, status: 200, phrase: "Heroku allowed access", outcome: "code: c"},
		"a denial with state":                    {query: "error=access_denied&state=" + state, status: 200, phrase: "You denied access", outcome: "error: access denied"},
		"a refusal":                              {query: "error=invalid_scope&error_description=No%0A%1B[31mway&state=" + state, status: 200, phrase: "did not allow access", outcome: "error: invalid_scope No [31mway"},
		"a denial without state":                 {query: "error=access_denied", status: 200, phrase: "Did you choose Deny?"},
		"a denial with another state":            {query: "error=access_denied&state=x", status: 400, phrase: "does not belong"},
		"a denial with a code, without state":    {query: "error=access_denied&code=c", status: 400, phrase: "does not belong"},
		"a refusal without state":                {query: "error=server_error&error_description=shown", status: 400, phrase: "does not belong"},
		"a code with another state":              {query: "code=c&state=x", status: 400, phrase: "does not belong"},
		"a code without state":                   {query: "code=c", status: 400, phrase: "does not belong"},
		"a code with an empty state":             {query: "code=c&state=", status: 400, phrase: "does not belong"},
		"a code with two states, the right last": {query: "code=c&state=x&state=" + state, status: 400, phrase: "does not belong"},
		"the state alone":                        {query: "state=" + state, status: 400, phrase: "does not belong"},
		"nothing":                                {status: 400, phrase: "does not belong"},
		"another path":                           {path: "/", query: "code=c&state=" + state, status: 404, phrase: "Page not found"},
		"another method":                         {method: "PUT", query: "code=c&state=" + state, status: 404, phrase: "Page not found"},
		"another host":                           {host: "attacker.example:8765", query: "code=c&state=" + state, status: 404, phrase: "Page not found"},
		"a confirmation that was guessed":        {method: "POST", query: "error=access_denied", status: 400, phrase: "does not belong"},
	} {
		t.Run(name, func(t *testing.T) {
			redirect := redirect(t, "localhost")
			receiver := listen(t, redirect)
			address := *redirect
			if test.path != "" {
				address.Path = test.path
			}
			address.RawQuery = strings.ReplaceAll(test.query, state, receiver.State())
			method := test.method
			if method == "" {
				method = http.MethodGet
			}
			status, page := send(t, method, &address, url.Values{"confirmation": {"guess"}}, test.host)
			if status != test.status || !strings.Contains(page, test.phrase) {
				t.Errorf("status %d, want %d and a page with %q:\n%s", status, test.status, test.phrase, page)
			}
			if strings.Contains(page, receiver.State()) || strings.Contains(page, "shown") {
				t.Errorf("the page has the state or text of the request:\n%s", page)
			}
			expect(t, receiver, test.outcome)
		})
	}
}

var confirmation = regexp.MustCompile(`name="confirmation" value="(\w+)"`)

func TestReceiver_confirmedDenial(t *testing.T) {
	redirect := redirect(t, "localhost")
	receiver := listen(t, redirect)
	address := *redirect
	address.RawQuery = "error=access_denied"
	_, page := send(t, http.MethodGet, &address, nil, "")
	found := confirmation.FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no button:\n%s", page)
	}
	expect(t, receiver, "") // The sign-in continues until the denial is confirmed.
	_, page = send(t, http.MethodPost, &address, url.Values{"confirmation": {found[1]}}, "")
	if !strings.Contains(page, "You denied access") {
		t.Errorf("the page:\n%s", page)
	}
	expect(t, receiver, "error: access denied")
}

// The first outcome counts, even if the browser reloads pages.
func TestReceiver_once(t *testing.T) {
	redirect := redirect(t, "localhost")
	receiver := listen(t, redirect)
	address := *redirect
	for _, code := range []string{"first", "second"} {
		address.RawQuery = url.Values{"code": {code}, "state": {receiver.State()}}.Encode()
		send(t, http.MethodGet, &address, nil, "")
	}
	expect(t, receiver, "code: first")
	expect(t, receiver, "")
}

func TestReceiver_limit(t *testing.T) {
	receiver := listen(t, redirect(t, "localhost"))
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := receiver.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the error is %v", err)
	}
}
