package testenv

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Mount mounts a file system until the test ends. It needs root, as in a container, and skips the
// test for another user.
func Mount(t testing.TB, source, target, kind string, flags uintptr, data string) {
	t.Helper()
	err := syscall.Mount(source, target, kind, flags, data)
	if errors.Is(err, syscall.EPERM) {
		t.Skip("this user may not mount")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(target, syscall.MNT_DETACH) })
}

// Disk mounts a small file system, and returns its folder.
func Disk(t testing.TB) (folder string) {
	t.Helper()
	folder = t.TempDir()
	Mount(t, "tmpfs", folder, "tmpfs", 0, "size=64k")
	return folder
}

// Fill fills the disk that a folder is on, which must be a [Disk].
func Fill(t testing.TB, folder string) {
	t.Helper()
	const more = 1 << 20 // More than the disk holds.
	if err := os.WriteFile(filepath.Join(folder, "ballast"), make([]byte, more), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk is not full: %v", err)
	}
}
