package provider_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// inventory returns a workspace with one data source, which lists the mock's apps.
func inventory(t *testing.T, cli clitest.CLI, mock *herokutest.Heroku) *clitest.Workspace {
	t.Helper()
	return cli.Workspace(t, "testdata/inventory",
		"HEROKU_API_URL="+herokutest.Start(t, mock), "HEROKU_API_KEY="+herokutest.Token)
}

// The output matches the schema of ModuleX's List Apps. One plan sends one request for each page,
// and the same inventory results in the same state.
func TestCLI_inventory(t *testing.T) {
	contract := contract(t)
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		for _, size := range []int{0, 1001} {
			mock := herokutest.New(herokutest.Apps(size)...)
			workspace := inventory(t, cli, mock)
			workspace.Run(t, "apply", "-input=false", "-auto-approve")
			for _, request := range mock.Requests() {
				if agent := request.Header.Get("User-Agent"); !strings.HasPrefix(agent, "Terraform/1.") || !strings.HasSuffix(agent, " terraform-provider-modulex/dev") {
					t.Errorf("User-Agent: %s", agent)
				}
			}
			if got, want := len(mock.Requests()), max(1, (size+999)/1000); got != want {
				t.Errorf("%d apps took %d requests, want %d", size, got, want)
			}
			output, err := jsonschema.UnmarshalJSON(strings.NewReader(workspace.Run(t, "output", "-json", "list_apps")))
			if err != nil {
				t.Fatal(err)
			}
			if err := contract.Validate(output); err != nil {
				t.Error(err)
			}
			if got := output.(map[string]any)["apps"].([]any); len(got) != size {
				t.Errorf("%d apps, want %d", len(got), size)
			}
			if size == 0 {
				continue
			}
			before := read(t, filepath.Join(workspace.Dir, "terraform.tfstate"))
			workspace.Run(t, "plan", "-input=false", "-detailed-exitcode") // Fails if the plan has changes.
			workspace.Run(t, "apply", "-input=false", "-auto-approve")
			if after := read(t, filepath.Join(workspace.Dir, "terraform.tfstate")); after != before {
				t.Error("the same inventory resulted in another state")
			}
		}
	})
}

// contract returns the schema of List Apps' output.
func contract(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile("testdata/list_apps_output.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestContract_rejects(t *testing.T) {
	contract := contract(t)
	for name, output := range map[string]any{
		"no success":   map[string]any{"apps": []any{}},
		"more keys":    map[string]any{"success": true, "apps": []any{map[string]any{"space": "prod"}}},
		"wrong type":   map[string]any{"success": true, "apps": []any{map[string]any{"id": json.Number("1")}}},
		"apps is null": map[string]any{"success": true, "apps": nil},
	} {
		if contract.Validate(output) == nil {
			t.Errorf("the contract allows an invalid output: %s", name)
		}
	}
}

func TestCLI_mocks(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		out := cli.Workspace(t, "testdata/mocked").Run(t, "test", "-no-color")
		if !strings.Contains(out, "2 passed, 0 failed") {
			t.Errorf("want two runs that pass:\n%s", out)
		}
	})
}

// Required apps that no longer exist do not block a destroy without refresh.
func TestCLI_destroyWithoutRequiredApps(t *testing.T) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		apps := herokutest.Apps(2)
		w := workspace(t, cli, independent+data("apps", fmt.Sprintf("required_names = [%q]", apps[0].Name)),
			"HEROKU_API_KEY="+herokutest.Token, "HEROKU_API_URL="+herokutest.Start(t, herokutest.New(apps...)))
		w.Run(t, "apply", "-input=false", "-auto-approve")
		w.Env = append(w.Env, "HEROKU_API_URL="+herokutest.Start(t, herokutest.New(apps[1:]...)))
		_, message, err := w.Try(t, "destroy", "-input=false", "-auto-approve", "-no-color")
		if err == nil || !inOrder([]string{"Error: Required Heroku apps are missing", "-refresh=false"}).MatchString(message) {
			t.Errorf("got %v:\n%s", err, message)
		}
		w.Run(t, "destroy", "-input=false", "-auto-approve", "-refresh=false")
		if state := w.Run(t, "state", "list"); state != "" {
			t.Errorf("the state still has: %s", state)
		}
	})
}
