// Package releasetest builds a release with .goreleaser.yml and checks it against the requirements
// of the registries, the CLIs and careful users.
package releasetest

import (
	"archive/zip"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
	"github.com/modulex/terraform-provider-modulex/internal/heroku/herokutest"
)

const name = "terraform-provider-modulex"

// buildRelease enables the tests that build a release. They need tools that only make test-release
// builds.
var buildRelease = flag.Bool("release", false, "build and test a release, as make test-release does")

func needRelease(t *testing.T) {
	t.Helper()
	if !*buildRelease {
		t.Skip("run make test-release")
	}
}

// snapshot is a release for this platform only.
type snapshot struct {
	dir, version string
}

// prefix returns the beginning of every file name.
func (s snapshot) prefix() string { return name + "_" + s.version }

// platform returns the beginning of the names of files for this platform.
func (s snapshot) platform() string { return s.prefix() + "_" + runtime.GOOS + "_" + runtime.GOARCH }

func (s snapshot) read(t *testing.T, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(s.dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestConfiguration(t *testing.T) {
	needRelease(t)
	command(t, filepath.Join("bin", "goreleaser"), "check")
}

func TestSnapshot(t *testing.T) {
	needRelease(t)
	key := newKey(t)
	release := build(t, key)
	t.Run("manifest", func(t *testing.T) { checkManifest(t) })
	t.Run("checksums", func(t *testing.T) { checkSums(t, release) })
	t.Run("signature", func(t *testing.T) { checkSignature(t, release, key) })
	t.Run("archive", func(t *testing.T) { checkArchive(t, release) })
	t.Run("bill of materials", func(t *testing.T) { checkBill(t, release) })
	t.Run("installed by", func(t *testing.T) { checkInstalled(t, release) })
}

// build builds a snapshot. It is signed if there is a key.
func build(t *testing.T, key *key) snapshot {
	t.Helper()
	release := snapshot{dir: filepath.Join(t.TempDir(), "dist")}
	if key != nil {
		t.Setenv("GNUPGHOME", key.home)
		t.Setenv("GPG_FINGERPRINT", key.fingerprint)
	}
	command(t, filepath.Join("scripts", "snapshot.sh"), release.dir)

	var metadata struct{ Version string }
	if err := json.Unmarshal(release.read(t, "metadata.json"), &metadata); err != nil {
		t.Fatal(err)
	}
	release.version = metadata.Version
	return release
}

// Without a manifest, the Terraform Registry assumes protocol 5.0.
func checkManifest(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(clitest.Root(t), "terraform-registry-manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Version  int
		Metadata struct {
			Protocols []string `json:"protocol_versions"`
		}
	}
	if err := json.Unmarshal(content, &manifest); err != nil {
		t.Fatal(err)
	}
	if manifest.Version != 1 || !slices.Equal(manifest.Metadata.Protocols, []string{"6.0"}) {
		t.Errorf("want version 1 and protocol 6.0:\n%s", content)
	}
}

// The checksums are correct and cover every file that a registry downloads.
func checkSums(t *testing.T, release snapshot) {
	sums := make(map[string]string)
	for line := range strings.Lines(string(release.read(t, release.prefix()+"_SHA256SUMS"))) {
		sum, file, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok {
			t.Errorf("not a line of sha256sum: %q", line)
		}
		sums[file] = sum
	}
	manifest, err := os.ReadFile(filepath.Join(clitest.Root(t), "terraform-registry-manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{release.prefix() + "_manifest.json": manifest}
	for _, file := range []string{release.platform() + ".zip", release.platform() + ".cdx.json"} {
		files[file] = release.read(t, file)
	}
	for file, content := range files {
		if sum := sha256.Sum256(content); sums[file] != hex.EncodeToString(sum[:]) {
			t.Errorf("sum of %s: got %q, want %x", file, sums[file], sum)
		}
	}
	if len(sums) != len(files) {
		t.Errorf("sums of %d files, want %d: %v", len(sums), len(files), sums)
	}
}

// The archive contains the license and a binary. The binary has the name that the CLIs expect, and
// runs on any machine of its platform.
func checkArchive(t *testing.T, release snapshot) {
	archive, err := zip.OpenReader(filepath.Join(release.dir, release.platform()+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var files []string
	for _, file := range archive.File {
		files = append(files, file.Name)
	}
	binary := name + "_v" + release.version
	if want := []string{"LICENSE", binary}; !slices.Equal(files, want) {
		t.Fatalf("files %q, want %q", files, want)
	}
	if mode := archive.File[1].Mode(); mode.Perm()&0o111 != 0o111 {
		t.Errorf("%s has mode %v, want it executable for everyone", binary, mode)
	}

	unpacked := t.TempDir()
	if err := os.CopyFS(unpacked, archive); err != nil {
		t.Fatal(err)
	}
	info, err := buildinfo.ReadFile(filepath.Join(unpacked, binary))
	if err != nil {
		t.Fatal(err)
	}
	for setting, want := range map[string]string{"CGO_ENABLED": "0", "-trimpath": "true", "GOOS": runtime.GOOS, "GOARCH": runtime.GOARCH} {
		has := func(s debug.BuildSetting) bool { return s.Key == setting && s.Value == want }
		if !slices.ContainsFunc(info.Settings, has) {
			t.Errorf("the binary was built without %s=%s", setting, want)
		}
	}
}

// The bill of materials names the provider with its version, and the modules in the binary.
func checkBill(t *testing.T, release snapshot) {
	var bill struct {
		BOMFormat  string
		Components []struct{ Name string }
		Metadata   struct {
			Component struct{ Name, Version string }
		}
	}
	if err := json.Unmarshal(release.read(t, release.platform()+".cdx.json"), &bill); err != nil {
		t.Fatal(err)
	}
	if bill.BOMFormat != "CycloneDX" {
		t.Errorf("format %q, want CycloneDX", bill.BOMFormat)
	}
	if got, want := bill.Metadata.Component.Name+" "+bill.Metadata.Component.Version, "github.com/modulex/"+name+" v"+release.version; got != want {
		t.Errorf("bill of %q, want %q", got, want)
	}
	for _, module := range []string{"std", "github.com/hashicorp/terraform-plugin-framework", "google.golang.org/grpc"} {
		if !slices.ContainsFunc(bill.Components, func(c struct{ Name string }) bool { return c.Name == module }) {
			t.Errorf("%s is not among the %d components", module, len(bill.Components))
		}
	}
}

// A user with only the archive can plan and apply.
func checkInstalled(t *testing.T, release snapshot) {
	clitest.Each(t, func(t *testing.T, cli clitest.CLI) {
		mirror := t.TempDir()
		packages := filepath.Join(mirror, cli.ProviderFolder())
		if err := os.MkdirAll(packages, 0o750); err != nil {
			t.Fatal(err)
		}
		archive := release.platform() + ".zip"
		if err := os.WriteFile(filepath.Join(packages, archive), release.read(t, archive), 0o600); err != nil {
			t.Fatal(err)
		}
		apps := herokutest.Apps(3)
		mock := herokutest.New(apps...)
		workspace := cli.Installed(t, mirror, fmt.Sprintf(configuration, release.version),
			"HEROKU_API_URL="+herokutest.Start(t, mock), "HEROKU_API_KEY="+herokutest.Token)

		workspace.Run(t, "init", "-input=false")
		workspace.Run(t, "apply", "-input=false", "-auto-approve")
		var got map[string]string
		if err := json.Unmarshal([]byte(workspace.Run(t, "output", "-json", "ids")), &got); err != nil {
			t.Fatal(err)
		}
		for _, app := range apps {
			if got[app.Name] != app.ID {
				t.Errorf("id of %s: got %q, want %q", app.Name, got[app.Name], app.ID)
			}
		}
		workspace.Run(t, "plan", "-input=false", "-detailed-exitcode") // Fails if the plan has changes.

		for _, request := range mock.Requests() {
			if agent := request.Header.Get("User-Agent"); !strings.HasSuffix(agent, " "+name+"/"+release.version) {
				t.Errorf("User-Agent: %s", agent)
			}
		}
	})
}

const configuration = `
terraform {
  required_providers {
    modulex = {
      source  = "modulex/modulex"
      version = %q
    }
  }
}

data "modulex_heroku_apps" "all" {}

output "ids" {
  value = data.modulex_heroku_apps.all.ids
}
`

// command runs a command from the project's top folder, in that folder.
func command(t *testing.T, path string, args ...string) {
	t.Helper()
	root := clitest.Root(t)
	cmd := exec.CommandContext(t.Context(), filepath.Join(root, path), args...)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v\n%s", path, args, err, out)
	}
}
