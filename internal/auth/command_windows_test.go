package auth

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/modulex/terraform-provider-modulex/internal/clitest"
)

// batch writes a batch file, such as heroku.cmd, into a folder on PATH, and returns its name
// without the extension.
func batch(t *testing.T, script string) (name, folder string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "Jörg Müller")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "modulex-heroku.cmd"), []byte("@echo off\r\n"+script+"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+";"+os.Getenv("PATH"))
	return "modulex-heroku", folder
}

func TestCommand_batchFile(t *testing.T) {
	name, _ := batch(t, "echo secret-%1")
	token, _, err := run(t.Context(), []string{name, "1"}, commandTimeout)
	if err != nil || token != "secret-1" {
		t.Errorf("got %q and %v", token, err)
	}
}

// The end of a batch file also ends the program that it runs, here ping for a minute.
func TestCommand_childrenEnd(t *testing.T) {
	name, folder := batch(t, `ping -n 60 127.0.0.1 >"%~dp0held"`)
	failing{[]string{name}, CommandTimedOut, "2s"}.run(t, 2*time.Second)
	path, err := syscall.UTF16PtrFromString(filepath.Join(folder, "held"))
	if err != nil {
		t.Fatal(err)
	}
	err = whileInUse(func() error { // A file that the program has open cannot be opened without sharing it.
		handle, err := syscall.CreateFile(path, syscall.GENERIC_READ, 0, nil, syscall.OPEN_EXISTING, syscall.FILE_ATTRIBUTE_NORMAL, 0)
		if err == nil {
			err = syscall.CloseHandle(handle)
		}
		return err
	})
	if err != nil {
		t.Errorf("the program still runs: %v", err)
	}
}

// Ctrl-C reaches all programs of a console, so it ends the command first. The provider's own
// interrupt arrives later.
func TestCommand_interruptedFirst(t *testing.T) {
	ctx, cancel := interruptedSoon(t)
	defer cancel()
	const controlC = 0xC000013A
	if _, _, err := run(ctx, clitest.Command(t, "", "", controlC), commandTimeout); !errors.Is(err, errInterrupt) {
		t.Errorf("got %v, want the interrupt", err)
	}
}
