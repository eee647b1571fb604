package examplestest

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// After make install, the README of each example works as written: its blocks of commands run in
// order against the mock that the README starts. A text block below commands is in their output.
func TestReadmes(t *testing.T) {
	readmes, err := filepath.Glob(filepath.Join(clitest.Root(t), "examples", "*", "README.md"))
	if err != nil || len(readmes) == 0 {
		t.Fatalf("no example has a README.md: %v", err)
	}
	home := install(t)
	for _, file := range readmes {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			text := read(t, file)
			if lines := strings.Count(text, "\n"); lines > 70 {
				t.Errorf("the README has %d lines, want at most 70", lines)
			}
			if !regexp.MustCompile("^# [^\n]+\n\n```sh\n").MatchString(text) {
				t.Error("the README does not begin with a title and a command")
			}
			if strings.Contains(text, "\nopa ") {
				need(t, "opa")
			}
			mock, blocks := commands(text)
			if len(blocks) == 0 {
				t.Fatal("the README has no commands")
			}
			clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
				t.Setenv("HOME", home)
				workspace := cli.Installing(t, filepath.Dir(file), startMock(t, mock)...)
				for _, block := range blocks {
					out, err := workspace.Shell(t, block.commands)
					switch {
					case block.shows == "" && err != nil:
						t.Fatalf("%v:\n%s\n%s", err, block.commands, out)
					case !strings.Contains(fold(out), fold(block.shows)):
						t.Errorf("the output of\n%s\nis\n%s\nwhich does not contain\n%s", block.commands, out, block.shows)
					}
				}
			})
		})
	}
}

// The script that the guides run in CI works after make install.
func TestPlanScript(t *testing.T) {
	need(t, "opa")
	home := install(t)
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		t.Setenv("HOME", home)
		workspace := cli.Installing(t, filepath.Join(clitest.Root(t), "examples", "policy"), startMock(t, []string{"-apps", "1", "-names", "api"})...)
		if out, err := workspace.Shell(t, "./plan.sh"); err != nil {
			t.Errorf("%v:\n%s", err, out)
		}
	})
}

// block is a block of commands in a README, and the text block after it, if any.
type block struct{ commands, shows string }

const mockCommand = "go run ./internal/heroku/herokutest/cmd/mockheroku "

// commands returns the arguments of the mock that a README starts, and its other commands.
func commands(readme string) (mock []string, blocks []block) {
	fences := regexp.MustCompile("(?ms)^```(sh|text)\n(.*?)^```$").FindAllStringSubmatch(readme, -1)
	for _, fence := range fences {
		text := fence[2]
		switch arguments, isMock := strings.CutPrefix(text, mockCommand); {
		case isMock:
			mock = strings.Fields(arguments)
		case fence[1] == "sh":
			blocks = append(blocks, block{commands: text})
		case len(blocks) > 0:
			blocks[len(blocks)-1].shows = text
		}
	}
	return mock, blocks
}

// fold replaces each run of white space with one space.
func fold(text string) string { return strings.Join(strings.Fields(text), " ") }

// startMock starts mockheroku with the arguments and returns the variables that it prints.
func startMock(t *testing.T, arguments []string) []string {
	t.Helper()
	mock := exec.Command(clitest.Build(t, "./internal/heroku/herokutest/cmd/mockheroku"), arguments...) //nolint:gosec,noctx // The cleanup ends it.
	stderr, err := mock.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := mock.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = mock.Process.Kill()
		_ = mock.Wait()
	})
	var variables []string
	for lines := bufio.NewScanner(stderr); len(variables) < 2 && lines.Scan(); {
		if variable, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "export "); ok {
			variables = append(variables, variable)
		}
	}
	if len(variables) < 2 {
		t.Fatalf("mockheroku %q prints the variables %q, want two", arguments, variables)
	}
	return variables
}

// A plan needs one listing. Applying a saved plan needs none, since it contains the inventory.
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
