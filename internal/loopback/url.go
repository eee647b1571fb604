package loopback

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// DefaultURL is the redirect URL of the OAuth client in the documentation.
const DefaultURL = "http://localhost:8765/callback"

// ParseURL parses a redirect URL. It must be http on this computer, with a port: Heroku sends
// browsers only to the registered URL, so the port cannot be chosen at run time. The result has
// localhost in lower case.
func ParseURL(address string) (*url.URL, error) {
	redirect, err := web.ParseAddress(address, DefaultURL)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(redirect.Port(), 10, 16)
	switch {
	case redirect.Scheme != "http":
		return nil, errors.New("it must be http on this computer, such as " + DefaultURL)
	case redirect.Port() == "":
		return nil, errors.New("it has no port; write the registered one, such as " + DefaultURL)
	case err != nil || port == 0:
		return nil, errors.New("its port is not a number from 1 to 65535")
	}
	redirect.Host = strings.ToLower(redirect.Host)
	if redirect.Path == "" {
		redirect.Path = "/"
	}
	return redirect, nil
}
