package heroku

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
)

// DefaultBaseURL is the address of Heroku's Platform API.
const DefaultBaseURL = "https://api.heroku.com"

// ParseBaseURL parses the address of a Platform API. Since the token is sent there, it must be an https URL; http is
// accepted for a loopback address only. The error says what is wrong and never repeats the address, which may hold a
// password.
func ParseBaseURL(address string) (*url.URL, error) {
	base, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, errors.New("it is not a URL")
	case base.Hostname() == "":
		return nil, errors.New("it names no host; write it in full, like " + DefaultBaseURL)
	case base.User != nil:
		return nil, errors.New("it holds a user name or a password; the token is all that signs in")
	case base.RawQuery != "" || base.ForceQuery || base.Fragment != "":
		return nil, errors.New("it has a query or a fragment; give the address alone")
	case base.Scheme == "https", base.Scheme == "http" && isLoopback(base.Hostname()):
		base.Path, base.RawPath = strings.TrimRight(base.Path, "/"), ""
		return base, nil
	default:
		return nil, errors.New("it must be https, or http to a loopback address, so that the token cannot be read on its way")
	}
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
