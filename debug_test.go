package main_test

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

func TestMain(m *testing.M) { clitest.Main(m) }

// Each CLI attaches to the same process with the same variable.
func TestDebug(t *testing.T) {
	clitest.Each(t, func(t *testing.T, c clitest.CLI) {
		t.Setenv("HEROKU_API_URL", herokutest.Serve(t, herokutest.New(herokutest.Apps(3)...)))
		t.Setenv("HEROKU_API_KEY", herokutest.Token)
		value := debug(t)
		var providers map[string]any
		if err := json.Unmarshal([]byte(value), &providers); err != nil || len(providers) != 2 {
			t.Fatalf("TF_REATTACH_PROVIDERS=%s: %v", value, err)
		}
		workspace := c.Workspace(t, "internal/provider/testdata/inventory", "TF_REATTACH_PROVIDERS="+value, "TF_CLI_CONFIG_FILE="+os.DevNull)
		workspace.Run(t, "init", "-input=false")
		workspace.Run(t, "apply", "-input=false", "-auto-approve")
	})
}

// debug starts the provider with -debug until the test ends, and returns the variable that it
// prints.
func debug(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 2*time.Minute)
	cmd := exec.CommandContext(ctx, clitest.Provider(t), "-debug") //nolint:gosec // The program under test.
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		defer cancel()
		if runtime.GOOS == "windows" { // Ctrl-C reaches all programs of a console, also this one.
			_, _ = cmd.Process.Kill(), cmd.Wait()
			return
		}
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the provider ended with %v", err)
		}
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, value, found := strings.Cut(lines.Text(), "TF_REATTACH_PROVIDERS='"); found {
			return strings.TrimSuffix(value, "'")
		}
	}
	t.Fatal("the provider prints no variable")
	return ""
}

func TestOptions(t *testing.T) {
	for name, test := range map[string]struct {
		args   []string
		code   int
		phrase string
	}{
		"version":           {[]string{"-version"}, 0, "terraform-provider-modulex dev on "},
		"--version":         {[]string{"--version"}, 0, "terraform-provider-modulex dev on "},
		"the command":       {[]string{"version"}, 0, "terraform-provider-modulex dev on "},
		"help":              {[]string{"-help"}, 0, "-version"},
		"nothing":           {nil, 2, "Usage: terraform-provider-modulex <command>"},
		"a mistyped option": {[]string{"-debgu"}, 2, "-debgu"},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), clitest.Provider(t), test.args...) //nolint:gosec // The program under test.
			out, _ := cmd.CombinedOutput()
			if got := cmd.ProcessState.ExitCode(); got != test.code || !strings.Contains(string(out), test.phrase) {
				t.Errorf("exit code %d, want %d and %q:\n%s", got, test.code, test.phrase, out)
			}
		})
	}
}
