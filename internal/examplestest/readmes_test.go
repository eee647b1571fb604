package examplestest

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// The page of an example is short and begins with a command, which works as it is written, for an account with the
// apps that the examples name.
func TestReadmes(t *testing.T) {
	readmes, err := filepath.Glob(filepath.Join(clitest.Root(t), "examples", "*", "README.md"))
	if err != nil || len(readmes) == 0 {
		t.Fatalf("no example has a README.md: %v", err)
	}
	for _, readme := range readmes {
		name := filepath.Base(filepath.Dir(readme))
		t.Run(name, func(t *testing.T) {
			text := read(t, readme)
			if lines := strings.Count(text, "\n"); lines > 60 {
				t.Errorf("%d lines are more than a page", lines)
			}
			title, rest, _ := strings.Cut(text, "\n\n```sh\n")
			if !strings.HasPrefix(title, "# ") || strings.Contains(title, "\n") {
				t.Fatalf("before the first command is more than a title: %s", title)
			}
			command, _, _ := strings.Cut(rest, "\n```\n")
			clitest.Each(t, func(t *testing.T, cli clitest.CLI) { works(t, cli, name, command) })
		})
	}
}

// What the guides show to run in CI works as well.
func TestPlanScript(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) { works(t, cli, "policy", "./plan.sh") })
}

// works runs commands in an example's folder, in a shell, where init installs the providers.
func works(t *testing.T, cli clitest.CLI, name, commands string) {
	t.Helper()
	apps := goodApps()
	for i := range apps { // Today's policies judge today's plan.
		apps[i].Stack.Name, apps[i].UpdatedAt = "container", time.Now().UTC().Format(time.RFC3339)
	}
	workspace := example(t, cli, name, apps)
	workspace.Mirror(t, map[string]string{
		"modulex/modulex": ".",
		"heroku/heroku":   "./internal/examplestest/terraform-provider-heroku",
	})
	if out, err := workspace.Shell(t, commands); err != nil {
		t.Errorf("%s: %v\n%s", commands, err, out)
	}
}

// A plan is one listing, and to apply it is none: the inventory is in the plan.
func TestCost(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		mock := herokutest.New(herokutest.Apps(1001)...)
		workspace := cli.Workspace(t, filepath.Join(clitest.Root(t), "examples", "policy"),
			"HEROKU_API_URL="+herokutest.Start(t, mock), "HEROKU_API_KEY="+herokutest.Token)
		for _, step := range []struct {
			args     []string
			requests int
		}{
			{[]string{"validate"}, 0},
			{[]string{"plan", "-input=false", "-out=plan"}, 2},
			{[]string{"apply", "-input=false", "plan"}, 2},
			{[]string{"apply", "-input=false", "-auto-approve"}, 4},
		} {
			workspace.Run(t, step.args...)
			if got := len(mock.Requests()); got != step.requests {
				t.Errorf("%d requests until %q, want %d", got, step.args[0], step.requests)
			}
		}
	})
}
