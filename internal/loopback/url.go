package loopback

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// DefaultURL is the redirect URL that the documentation registers an OAuth client with.
const DefaultURL = "http://localhost:8765/callback"

// ParseURL parses a redirect URL. It must be http on this computer, with a port: Heroku sends browsers to the registered
// URL and to no other, so a free port cannot be chosen. Localhost is in lower case in the result.
func ParseURL(address string) (*url.URL, error) {
	redirect, err := web.ParseAddress(address, DefaultURL)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(redirect.Port(), 10, 16)
	switch {
	case redirect.Scheme != "http":
		return nil, errors.New("it must be http on this computer, like " + DefaultURL)
	case redirect.Port() == "":
		return nil, errors.New("it has no port; write the registered one, like " + DefaultURL)
	case err != nil || port == 0:
		return nil, errors.New("its port is not a number from 1 to 65535")
	}
	redirect.Host = strings.ToLower(redirect.Host)
	if redirect.Path == "" {
		redirect.Path = "/"
	}
	return redirect, nil
}
