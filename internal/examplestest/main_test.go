// Package examplestest tests the examples and the guides with every installed CLI.
package examplestest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

func TestMain(m *testing.M) { clitest.Main(m) }

// example returns a workspace with a copy of an example, signed in to a mock with the given apps.
func example(t *testing.T, cli clitest.CLI, name string, apps []herokutest.App) *clitest.Workspace {
	t.Helper()
	return cli.Workspace(t, filepath.Join(clitest.Root(t), "examples", name),
		"HEROKU_API_URL="+herokutest.Start(t, herokutest.New(apps...)), "HEROKU_API_KEY="+herokutest.Token)
}

// named returns apps with these names.
func named(names ...string) []herokutest.App {
	apps := herokutest.Apps(len(names))
	for i, name := range names {
		apps[i].Name = name
	}
	return apps
}

// plan creates a plan and returns the CLI's output and the decoded plan.
func plan(t *testing.T, workspace *clitest.Workspace) (screen string, plan tfjson.Plan) {
	t.Helper()
	screen = workspace.Run(t, "plan", "-input=false", "-no-color", "-out=plan")
	if err := json.Unmarshal([]byte(workspace.Run(t, "show", "-json", "plan")), &plan); err != nil {
		t.Fatal(err)
	}
	return screen, plan
}

// fails checks that a plan fails with an error that contains each of the words.
func fails(t *testing.T, workspace *clitest.Workspace, words ...string) {
	t.Helper()
	_, stderr, err := workspace.Try(t, "plan", "-input=false", "-no-color")
	if err == nil {
		t.Fatal("the plan succeeded")
	}
	contains(t, stderr, words...)
}

// contains checks that a text contains each of the words, wherever the CLI breaks lines.
func contains(t *testing.T, text string, words ...string) {
	t.Helper()
	unwrapped := strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(text)), " ")
	for _, word := range words {
		if !strings.Contains(unwrapped, word) {
			t.Errorf("%q is not in:\n%s", word, text)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
