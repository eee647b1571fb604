package herokutest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

// herokuSchema is Heroku's JSON schema of its API, from the module of Heroku's Go client.
type herokuSchema struct {
	definitions map[string]any
	compiler    *jsonschema.Compiler
}

const schemaURL = "http://api.heroku.com/schema"

func loadSchema(t *testing.T) *herokuSchema {
	t.Helper()
	dir, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/heroku/heroku-go/v6").Output()
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(filepath.Join(strings.TrimSpace(string(dir)), "schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	value, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	document := object(value)
	s := &herokuSchema{
		definitions: object(document, "definitions"),
		compiler:    jsonschema.NewCompiler(),
	}
	// The meta-schemas that $schema names are not available. They extend draft 4 only with links.
	delete(document, "$schema")
	for _, definition := range s.definitions {
		delete(object(definition), "$schema")
	}
	// Go's regular expressions have no lookahead. The replacement matches the same names without
	// it.
	spaceName := object(s.definitions, "space", "definitions", "name")
	if got, want := spaceName["pattern"], `^[a-z0-9](?:[a-z0-9]|-(?!-))+[a-z0-9]$`; got != want {
		t.Fatalf("pattern of a space's name: %s, want %s", got, want)
	}
	spaceName["pattern"] = `^[a-z0-9](-[a-z0-9]|[a-z0-9]-?[a-z0-9])(-?[a-z0-9])*$`
	s.compiler.DefaultDraft(jsonschema.Draft4)
	s.compiler.AssertFormat()
	if err := s.compiler.AddResource(schemaURL, document); err != nil {
		t.Fatal(err)
	}
	return s
}

// recorded are attributes in recorded responses that the schema lacks. The generation of a team app
// is not recorded: it is newer than the recordings.
var recorded = map[string][]string{"team-app": {"acm", "generation", "id", "legacy_id", "organization", "shield"}}

// check validates a resource against the definition of the given name. It returns an error if an
// attribute is invalid, missing, or neither in the schema nor recorded.
func (s *herokuSchema) check(t *testing.T, name string, resource json.RawMessage) error {
	t.Helper()
	schema, err := s.compiler.Compile(schemaURL + "#/definitions/" + name)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(resource))
	if err != nil {
		return err
	}
	if err := schema.Validate(value); err != nil {
		return err
	}
	return sameKeys(object(s.definitions, name), value, recorded[name])
}

// sameKeys compares the keys of value, and of the objects in it, with the properties of a
// definition.
func sameKeys(definition map[string]any, value any, recorded []string) error {
	properties := object(definition, "properties")
	resource, ok := value.(map[string]any)
	if properties == nil || !ok {
		return nil
	}
	got := slices.DeleteFunc(slices.Sorted(maps.Keys(resource)), func(key string) bool {
		return properties[key] == nil && slices.Contains(recorded, key)
	})
	if diff := cmp.Diff(slices.Sorted(maps.Keys(properties)), got); diff != "" {
		return fmt.Errorf("attributes (-schema +got):\n%s", diff)
	}
	for key, property := range properties {
		if err := sameKeys(object(property), resource[key], recorded); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

// object returns the object at path in a JSON value, or nil if there is none.
func object(value any, path ...string) map[string]any {
	found, _ := value.(map[string]any)
	for _, key := range path {
		found, _ = found[key].(map[string]any)
	}
	return found
}

func TestHerokuSchema(t *testing.T) {
	schema := loadSchema(t)
	h := herokutest.New(herokutest.Apps(1000)...)
	h.AddTeam("empty")
	base := herokutest.Start(t, h)
	for path, name := range map[string]string{
		"/apps":               "app",
		"/users/~/apps":       "app",
		"/teams/acme/apps":    "team-app",
		"/teams/labs/apps":    "team-app",
		"/teams/acme/members": "team-member",
		"/teams":              "team",
		"/spaces":             "space",
		"/regions":            "region",
		"/stacks":             "stack",
	} {
		t.Run(path, func(t *testing.T) {
			a := get(t, base, path, with("Range", "id ..; max=1000"))
			resources := decode[[]json.RawMessage](t, a)
			if a.status != 200 || len(resources) == 0 {
				t.Fatalf("%d resources with status %d", len(resources), a.status)
			}
			for _, resource := range resources {
				if err := schema.check(t, name, resource); err != nil {
					t.Fatalf("%s\n%v", resource, err)
				}
			}
		})
	}
	for path, name := range map[string]string{
		"/apps/" + herokutest.Apps(1)[0].Name: "app",
		"/apps/" + herokutest.Apps(1)[0].ID:   "app",
		"/account":                            "account",
		"/account/rate-limits":                "rate-limit",
		"/teams/acme":                         "team",
	} {
		t.Run(path, func(t *testing.T) {
			if err := schema.check(t, name, get(t, base, path).body); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestHerokuSchema_invalid checks that the validation can fail.
func TestHerokuSchema_invalid(t *testing.T) {
	schema := loadSchema(t)
	for _, tc := range []struct {
		name     string
		breakApp func(app map[string]any)
		want     string // in the error
	}{
		{"valid", func(map[string]any) {}, ""},
		{"a number as name", func(app map[string]any) { app["name"] = 7 }, "'/name': got number"},
		{"a name that violates the pattern", func(app map[string]any) { app["name"] = "-A-" }, "'/name': '-A-' does not match pattern"},
		{"null as region", func(app map[string]any) { app["region"] = nil }, "'/region': got null"},
		{"an id that is not a UUID", func(app map[string]any) { app["id"] = "7" }, "'/id': '7' is not valid uuid"},
		{"a time without a date", func(app map[string]any) { app["updated_at"] = "12:00:00Z" }, "'/updated_at': '12:00:00Z' is not valid date-time"},
		{"a string as generation", func(app map[string]any) { app["generation"] = "fir" }, "'/generation': got string"},
		{"a missing attribute", func(app map[string]any) { delete(app, "acm") }, `"acm"`},
		{"an unknown attribute", func(app map[string]any) { app["color"] = "red" }, `"color"`},
		{"an incomplete owner", func(app map[string]any) { delete(object(app, "owner"), "id") }, "owner: attributes"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			encoded, err := json.Marshal(herokutest.Apps(1)[0])
			if err != nil {
				t.Fatal(err)
			}
			app := decode[map[string]any](t, response{body: encoded})
			tc.breakApp(app)
			if encoded, err = json.Marshal(app); err != nil {
				t.Fatal(err)
			}
			err = schema.check(t, "app", encoded)
			if (err != nil) != (tc.want != "") || err != nil && !strings.Contains(err.Error(), tc.want) {
				t.Errorf("check: %v, want %q", err, tc.want)
			}
		})
	}
}
