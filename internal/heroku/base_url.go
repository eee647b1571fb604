package heroku

import (
	"net/url"
	"strings"

	"github.com/modulex/terraform-provider-modulex/internal/web"
)

// DefaultBaseURL is the address of Heroku's Platform API.
const DefaultBaseURL = "https://api.heroku.com"

// ParseBaseURL parses the address of a Platform API, with the conditions and the errors of [web.ParseAddress].
func ParseBaseURL(address string) (*url.URL, error) {
	base, err := web.ParseAddress(address, DefaultBaseURL)
	if err != nil {
		return nil, err
	}
	base.Path, base.RawPath = strings.TrimRight(base.Path, "/"), ""
	return base, nil
}
