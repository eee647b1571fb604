package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/heroku"
)

func TestCheckRequired(t *testing.T) {
	kept := inventory[:3]
	for name, test := range map[string]struct {
		required []string
		want     []string // the lines with missing names; nil if none is missing
	}{
		"none":           {nil, nil},
		"all present":    {[]string{"api", "web-us"}, nil},
		"same one twice": {[]string{"api", "api"}, nil},
		"dissimilar":     {[]string{"warehouse"}, []string{`- "warehouse"`}},
		"similar":        {[]string{"web-ue"}, []string{`- "web-ue", similar to "web-us", "web-eu"`}},
		"upper case":     {[]string{"API"}, []string{`- "API", similar to "api"`}},
		"filtered out":   {[]string{"bare"}, []string{`- "bare" exists, but the filters exclude it`}},
		"several":        {[]string{"warehouse", "api", "apu"}, []string{`- "apu", similar to "api"`, `- "warehouse"`}},
		"missing twice":  {[]string{"warehouse", "warehouse"}, []string{`- "warehouse"`}},
		"more than 20":   {many(25), append(lines(many(20)), "- and 5 more")},
	} {
		t.Run(name, func(t *testing.T) {
			missing := checkRequired(t.Context(), test.required, kept, inventory[:4])
			if test.want == nil {
				if missing != nil {
					t.Errorf("got %v, want no error", missing)
				}
				return
			}
			if missing == nil {
				t.Fatal("no error")
			}
			var got []string
			for line := range strings.Lines(missing.Detail()) {
				if line = strings.TrimSpace(line); strings.HasPrefix(line, "-") {
					got = append(got, line)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if !strings.Contains(missing.Detail(), "-refresh=false") {
				t.Errorf("the error does not say how to destroy: %s", missing.Detail())
			}
		})
	}
}

// many returns names that are similar to no other.
func many(count int) (names []string) {
	for i := range count {
		names = append(names, strings.Repeat(string(rune('a'+i)), 20))
	}
	return names
}

func lines(names []string) (lines []string) {
	for _, name := range names {
		lines = append(lines, fmt.Sprintf("- %q", name))
	}
	return lines
}

func TestCheckRequired_stopsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	missing := checkRequired(ctx, many(3), nil, inventory)
	if missing == nil || !strings.Contains(missing.Detail(), "  - and 3 more\n") {
		t.Errorf("got %v, want no comparison", missing)
	}
}

// BenchmarkCheckRequired compares 2,000 missing names with 10,000 similar ones.
func BenchmarkCheckRequired(b *testing.B) {
	listed, required := make([]heroku.App, 10_000), make([]string, 2000)
	for i := range listed {
		listed[i].Name = fmt.Sprintf("web-frontend-%05d", i)
	}
	for i := range required {
		required[i] = fmt.Sprintf("web-frontend-%05d", 20_000+i)
	}
	for b.Loop() {
		if checkRequired(b.Context(), required, listed, listed) == nil {
			b.Fatal("no error")
		}
	}
}
