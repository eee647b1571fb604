package herokucli_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
	"github.com/modulex/terraform-provider-modulex/internal/testenv"
)

// install is the command that installs the CLI.
const install = "npm ci --ignore-scripts --prefix internal/heroku/herokutest/herokucli"

// find returns the CLI in this folder, or else the CLI on PATH.
func find(t *testing.T) string {
	t.Helper()
	own, err := filepath.Abs(filepath.Join("node_modules", ".bin", "heroku"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(own); err == nil {
		return own
	}
	if found, err := exec.LookPath("heroku"); err == nil {
		return found
	}
	testenv.Missing(t, "Heroku CLI", install)
	return ""
}

// TestHerokuCLI runs commands of the real Heroku CLI, including those in the guides, against the
// mock. HEROKU_HOST with a scheme is the address of the API.
func TestHerokuCLI(t *testing.T) {
	if testing.Short() {
		t.Skip("each command takes three seconds")
	}
	cli := find(t)
	apps := herokutest.Apps(230)
	app, personal := apps[1], apps[0]
	for args, want := range map[string][]string{
		"authorizations:create --description plan --scope read,identity": {"Scope:       read,identity", "Token:       HRKU-"},
		"clients:create Terraform http://localhost:8765/callback":        {"HEROKU_OAUTH_ID=", "HEROKU_OAUTH_SECRET=HRKU-"},
		"apps:info --app " + app.Name:                                    {"=== " + app.Name, "Web URL:        " + *app.WebURL, "Stack:          " + app.Stack.Name},
		"apps":                                                           {herokutest.Email + " Apps", personal.Name, "Collaborated Apps"},
		"apps --all --json":                                              {`"name": "` + app.Name + `"`},
		"apps --team acme":                                               {"Apps in team acme", app.Name},
		"spaces":                                                         {"acme-production", "virginia"},
		"members --team acme":                                            {herokutest.Email, "admin", "grace@example.com"},
		"auth:token":                                                     {herokutest.Token},
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			mock := herokutest.New(apps...)
			stdout := run(t, cli, herokutest.Serve(t, mock), strings.Fields(args))
			for _, text := range want {
				if !strings.Contains(stdout, text) {
					t.Errorf("stdout does not contain %q:\n%s", text, stdout)
				}
			}
			if args == "apps --all --json" {
				var listed []struct{ ID string }
				if err := json.Unmarshal([]byte(stdout), &listed); err != nil || len(listed) != len(apps) {
					t.Errorf("%d apps, want %d: %v", len(listed), len(apps), err)
				}
			}
			for _, r := range mock.Requests() {
				// For an app without a pipeline, the CLI expects a 404.
				if r.Status >= 400 && !strings.HasSuffix(r.Path, "/pipeline-couplings") {
					t.Errorf("%s %s: %d", r.Method, r.Path, r.Status)
				}
			}
		})
	}
}

// run runs a command and returns its stdout. The CLI has its own home folder and can reach only the
// mock.
func run(t *testing.T, cli, base string, args []string) (stdout string) {
	t.Helper()
	home := t.TempDir()
	cmd := exec.CommandContext(t.Context(), cli, args...) //nolint:gosec // The table above has the arguments.
	cmd.Dir = home
	cmd.Env = []string{
		"PATH=" + filepath.Dir(cli) + string(filepath.ListSeparator) + os.Getenv("PATH"),
		"HOME=" + home, "XDG_CACHE_HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_DATA_HOME=" + home,
		"HEROKU_HOST=" + base, "HEROKU_PARTICLEBOARD_URL=" + base, "HEROKU_API_KEY=" + herokutest.Token,
		"HEROKU_SKIP_NEW_VERSION_CHECK=1", "DISABLE_TELEMETRY=true",
		"HTTPS_PROXY=http://127.0.0.1:9", "NO_PROXY=127.0.0.1,localhost",
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	output, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, output, stderr.String())
	}
	return string(output)
}
