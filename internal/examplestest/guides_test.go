package examplestest

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

// Each configuration, policy and test in a guide is a file of an example, included with tffile or
// codefile, so that a test runs it. The page names the file if its name matters. Only commands and their output are written in the guide itself.
func TestGuides_snippetsAreExamples(t *testing.T) {
	guides := filepath.Join(clitest.Root(t), "templates", "guides")
	templates, err := filepath.Glob(filepath.Join(guides, "*.md.tmpl"))
	if err != nil || len(templates) == 0 {
		t.Fatalf("no guides in %s: %v", guides, err)
	}
	all, err := filepath.Glob(filepath.Join(guides, "*"))
	if err != nil || len(all) != len(templates) {
		t.Errorf("a file in %s is not a template, so its snippets are not files of examples: %q, %v", guides, all, err)
	}
	var (
		fence  = regexp.MustCompile("(?m)^\\s*```(.+)$")
		action = regexp.MustCompile(`{{.*}}`)
		file   = regexp.MustCompile(`^{{ (?:tffile|codefile "[a-z]+") "examples/[^"]+" }}$`)
		// The names of these files matter: tools search for them, or commands run them.
		named = regexp.MustCompile(`"examples/.+?/((?:tests|policy)/[^"/]+|[^"/]+\.(?:sh|tofu))"`)
	)
	for _, guide := range templates {
		t.Run(strings.TrimSuffix(filepath.Base(guide), ".md.tmpl"), func(t *testing.T) {
			text := read(t, guide)
			for _, language := range fence.FindAllStringSubmatch(text, -1) {
				if language[1] != "sh" && language[1] != "text" {
					t.Errorf("a snippet of type %s is not a file of an example", language[1])
				}
			}
			for _, found := range action.FindAllString(text, -1) {
				if !file.MatchString(found) {
					t.Errorf("%s does not include a file of an example", found)
				}
			}
			for _, found := range named.FindAllStringSubmatch(text, -1) {
				if !strings.Contains(text, "`"+found[1]+"`") {
					t.Errorf("the page does not name the file %s of a snippet", found[1])
				}
			}
		})
	}
}

// The pages have these sections in this order.
func TestPages_order(t *testing.T) {
	for page, want := range map[string][]string{
		"index.md":                    {"Example Usage", "Sign-in", "Schema", "Limits"},
		"data-sources/heroku_apps.md": {"Example Usage", "Schema", "Results", "Limits"},
	} {
		var got []string
		for _, heading := range regexp.MustCompile("(?m)^## (.+)$").FindAllStringSubmatch(read(t, filepath.Join(clitest.Root(t), "docs", page)), -1) {
			got = append(got, heading[1])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", page, got, want)
		}
	}
}
