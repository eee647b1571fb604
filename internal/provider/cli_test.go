package provider_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// inventory makes a workspace whose one data source lists the mock's apps.
func inventory(t *testing.T, cli clitest.CLI, mock *herokutest.Heroku) *clitest.Workspace {
	t.Helper()
	return cli.Workspace(t, "testdata/inventory",
		"HEROKU_API_URL="+herokutest.Start(t, mock), "HEROKU_API_KEY="+herokutest.Token)
}

func TestCLI_onePlanAsksThreeTimesFor2345Apps(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		mock := herokutest.New(herokutest.Apps(2345)...)
		inventory(t, cli, mock).Run(t, "plan", "-input=false")
		var asked []string
		for _, request := range mock.Requests() {
			asked = append(asked, request.Method+" "+request.Path)
			if agent := request.Header.Get("User-Agent"); !strings.HasPrefix(agent, "Terraform/1.") || !strings.HasSuffix(agent, " terraform-provider-modulex/dev") {
				t.Errorf("User-Agent: %s", agent)
			}
		}
		if got := strings.Join(asked, ", "); got != "GET /apps, GET /apps, GET /apps" {
			t.Errorf("asked for %s", got)
		}
	})
}

// What a real output holds is what ModuleX's List Apps gives.
func TestCLI_outputKeepsTheContract(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile("testdata/list_apps_output.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		for name, apps := range map[string][]herokutest.App{"no apps": nil, "40 apps": herokutest.Apps(40)} {
			t.Run(name, func(t *testing.T) {
				workspace := inventory(t, cli, herokutest.New(apps...))
				workspace.Run(t, "apply", "-input=false", "-auto-approve")
				output, err := jsonschema.UnmarshalJSON(strings.NewReader(workspace.Run(t, "output", "-json", "list_apps")))
				if err != nil {
					t.Fatal(err)
				}
				if err := schema.Validate(output); err != nil {
					t.Error(err)
				}
				if got := output.(map[string]any)["apps"].([]any); len(got) != len(apps) {
					t.Errorf("%d apps, want %d", len(got), len(apps))
				}
			})
		}
	})
	for name, output := range map[string]any{
		"no success":   map[string]any{"apps": []any{}},
		"more keys":    map[string]any{"success": true, "apps": []any{map[string]any{"space": "prod"}}},
		"wrong type":   map[string]any{"success": true, "apps": []any{map[string]any{"id": json.Number("1")}}},
		"apps is null": map[string]any{"success": true, "apps": nil},
	} {
		if schema.Validate(output) == nil {
			t.Errorf("the contract allows what it should not: %s", name)
		}
	}
}

func TestCLI_secondPlanIsEmpty(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		workspace := inventory(t, cli, herokutest.New(herokutest.Apps(300)...))
		workspace.Run(t, "apply", "-input=false", "-auto-approve")
		before := read(t, filepath.Join(workspace.Dir, "terraform.tfstate"))
		workspace.Run(t, "plan", "-input=false", "-detailed-exitcode") // Fails where there is a change.
		workspace.Run(t, "apply", "-input=false", "-auto-approve")
		if after := read(t, filepath.Join(workspace.Dir, "terraform.tfstate")); after != before {
			t.Error("the same inventory gave another state")
		}
	})
}

func TestCLI_mocks(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		out := cli.Workspace(t, "testdata/mocked").Run(t, "test", "-no-color")
		if !strings.Contains(out, "2 passed, 0 failed") {
			t.Errorf("want two runs that pass:\n%s", out)
		}
	})
}

func TestCLI_validate(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		workspace := cli.Workspace(t, "testdata/inventory")
		workspace.Run(t, "validate")

		main := filepath.Join(workspace.Dir, "main.tf")
		broken := strings.Replace(read(t, main), "{}", "{\n  name_regex = \"web-(\"\n}", 1)
		if err := os.WriteFile(main, []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		_, message, err := workspace.Try(t, "validate", "-no-color")
		if err == nil || !inOrder([]string{"Error: Invalid regular expression", "on main.tf line 10", `name_regex = "web-("`}).MatchString(message) {
			t.Errorf("got %v:\n%s", err, message)
		}
	})
}

// The environment's proxy is the process's, so this takes a process of its own.
func TestCLI_proxyPasswordIsNotTold(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		workspace := cli.Workspace(t, "testdata/inventory", "HEROKU_API_KEY="+herokutest.Token,
			"HEROKU_API_URL=https://heroku.invalid", "HTTPS_PROXY=http://user:hush-hush@no%20host:1", "NO_PROXY=")
		_, message, err := workspace.Try(t, "plan", "-no-color", "-input=false")
		if err == nil || !inOrder([]string{"Error: Heroku is unreachable", "HTTPS_PROXY"}).MatchString(message) {
			t.Errorf("got %v:\n%s", err, message)
		}
		if strings.Contains(message, "hush-hush") {
			t.Errorf("the proxy's password is told:\n%s", message)
		}
	})
}
