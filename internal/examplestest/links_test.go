package examplestest

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

const (
	registry   = "https://registry.terraform.io/providers/modulex/modulex/latest/docs"
	repository = "https://github.com/modulex/terraform-provider-modulex/"
)

// Every link in a Markdown file leads to a page, a section or a file that exists.
//
// Pages in docs must use absolute URLs, since no relative link works everywhere. The registries
// show index.md outside the folder of the other pages, OpenTofu's registry rewrites only links
// within a folder and has no pages for ephemeral resources, and GitHub shows the pages too.
func TestLinks(t *testing.T) {
	top := os.DirFS(clitest.Root(t))
	var pages []string
	for _, pattern := range []string{"*.md", ".github/*.md", ".github/*/*.md", "docs/*.md", "docs/*/*.md", "examples/*/*.md"} {
		found, err := fs.Glob(top, pattern)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, found...)
	}
	if len(pages) < 15 {
		t.Fatalf("found only %d pages: %q", len(pages), pages)
	}
	link := regexp.MustCompile(`\]\(([^)\s]+)\)|(?:href|src|srcset)="([^"]+)"`)
	for _, page := range pages {
		for _, found := range link.FindAllStringSubmatch(read(t, filepath.Join(clitest.Root(t), page)), -1) {
			target, section, _ := strings.Cut(found[1]+found[2], "#")
			switch {
			case target == "":
				target = page
			case target == registry:
				target = "docs/index.md"
			case strings.HasPrefix(target, registry+"/"):
				target = "docs/" + strings.TrimPrefix(target, registry+"/") + ".md"
			case strings.HasPrefix(target, repository+"blob/main/"), strings.HasPrefix(target, repository+"tree/main/"):
				target = target[len(repository+"blob/main/"):]
			case strings.HasPrefix(target, repository):
				continue // A page that GitHub generates, such as the form of a new issue.
			case strings.Contains(target, "://"):
				continue
			case strings.HasPrefix(page, "docs/"):
				t.Errorf("%s: the link %s is relative", page, target)
				continue
			default:
				target = path.Join(path.Dir(page), target)
			}
			if _, err := fs.Stat(top, target); err != nil {
				t.Errorf("%s: %v", page, err)
			} else if section != "" && !sections(read(t, filepath.Join(clitest.Root(t), target)))[section] {
				t.Errorf("%s: %s has no section %s", page, target, section)
			}
		}
	}
}

// sections returns the anchors of a page: explicit ones, and those that GitHub and the registries
// derive from its headings.
func sections(page string) map[string]bool {
	anchors := map[string]bool{}
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(page, -1) {
		text := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(heading[1]), "")
		anchors[strings.ReplaceAll(text, " ", "-")] = true
	}
	for _, anchor := range regexp.MustCompile(`<a id="([^"]+)">`).FindAllStringSubmatch(page, -1) {
		anchors[anchor[1]] = true
	}
	return anchors
}

// DECISIONS.md says what each direct dependency is for.
func TestDecisions_dependencies(t *testing.T) {
	decisions := read(t, filepath.Join(clitest.Root(t), "DECISIONS.md"))
	direct := regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(read(t, filepath.Join(clitest.Root(t), "go.mod")), -1)
	if len(direct) < 10 {
		t.Fatalf("found only %d direct dependencies", len(direct))
	}
	for _, module := range direct {
		name := strings.TrimPrefix(module[1], "github.com/")
		if plugin, ok := strings.CutPrefix(name, "hashicorp/terraform-plugin"); ok && plugin != "-framework" {
			name = plugin
		}
		if !strings.Contains(decisions, "`"+name+"`") {
			t.Errorf("DECISIONS.md does not say what %s is for", module[1])
		}
	}
}

// README.md states the Go version that the provider and every tool need.
func TestReadme_goVersion(t *testing.T) {
	root := clitest.Root(t)
	goVersion := regexp.MustCompile(`(?m)^go (\S+)$`)
	version := goVersion.FindStringSubmatch(read(t, filepath.Join(root, "go.mod")))[1]
	if want := "Go " + version + " or newer"; !strings.Contains(read(t, filepath.Join(root, "README.md")), want) {
		t.Errorf("README.md does not say %q", want)
	}
	modules, err := filepath.Glob(filepath.Join(root, "*", "*", "go.mod"))
	if err != nil || len(modules) < 8 {
		t.Fatalf("found only the modules %q, %v", modules, err)
	}
	for _, module := range modules {
		if got := goVersion.FindStringSubmatch(read(t, module))[1]; got != version {
			t.Errorf("%s needs Go %s, but go.mod needs %s", module, got, version)
		}
	}
}
