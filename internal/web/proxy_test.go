package web_test

import (
	"errors"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/web"
)

func TestNewTransport_proxy(t *testing.T) {
	const variable, other = "HTTPS_PROXY", "https_proxy"
	for name, test := range map[string]struct {
		env     map[string]string
		proxy   string // empty for a direct connection
		invalid string // the variable that is invalid
	}{
		"none":                      {nil, "", ""},
		"proxy":                     {map[string]string{variable: "http://proxy.example:3128"}, "http://proxy.example:3128", ""},
		"no scheme":                 {map[string]string{variable: "proxy.example:3128"}, "http://proxy.example:3128", ""},
		"password":                  {map[string]string{variable: "http://ada:p%25ss@proxy.example:1/"}, "http://ada:p%25ss@proxy.example:1/", ""},
		"% in the password":         {map[string]string{variable: "http://ada:hush%hush@proxy.example:1"}, "", variable},
		"# in the password":         {map[string]string{variable: "http://ada:hush#hush@proxy.example:1"}, "", variable},
		"digits and # in it":        {map[string]string{variable: "http://ada:12#34@proxy.example:1"}, "", variable},
		"? in the password":         {map[string]string{variable: "http://ada:12?34@proxy.example:1"}, "", variable},
		"/ in the password":         {map[string]string{variable: "http://ada:12/34@proxy.example:1"}, "", variable},
		"backslash in the password": {map[string]string{variable: `http://ada:hush\hush@proxy.example:1`}, "", variable},
		"no host":                   {map[string]string{variable: "http://"}, "", variable},
		"unsupported scheme":        {map[string]string{variable: "ftp://proxy.example"}, "", variable},
		"lower case":                {map[string]string{other: "http://ada:hush%hush@proxy.example:1"}, "", other},
		"not for this host":         {map[string]string{variable: "http://ada:hush%hush@proxy.example:1", "NO_PROXY": "api.heroku.com"}, "", ""},
		"not for any host":          {map[string]string{variable: "http://ada:hush%hush@proxy.example:1", "NO_PROXY": "*"}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, name := range []string{variable, other, "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "REQUEST_METHOD"} {
				t.Setenv(name, "")
			}
			for name, value := range test.env {
				t.Setenv(name, value)
			}
			if runtime.GOOS == "windows" { // The names of its variables have no case.
				test.invalid = strings.ToUpper(test.invalid)
			}
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.heroku.com/apps", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			proxy, err := web.NewTransport().Proxy(req)
			if invalid, ok := errors.AsType[*web.ProxyURLError](err); ok != (test.invalid != "") || ok && invalid.Variable != test.invalid {
				t.Errorf("got %v, want the invalid variable %q", err, test.invalid)
			}
			if err != nil && strings.Contains(err.Error(), "hush") {
				t.Errorf("the error shows the password: %v", err)
			}
			if proxy == nil && test.proxy != "" || proxy != nil && proxy.String() != test.proxy {
				t.Errorf("got %v, want %s", proxy, test.proxy)
			}
		})
	}
}
