package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// The provider notices the end of Terraform, also if Terraform was killed.
func TestEndOfParent(t *testing.T) {
	const role, file = "TEST_END_OF_PARENT", "TEST_END_OF_PARENT_FILE"
	start := func(as string, env ...string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestEndOfParent$") //nolint:gosec // The test itself.
		cmd.Env = append(os.Environ(), append(env, role+"="+as)...)
		return cmd
	}
	switch os.Getenv(role) {
	case "Terraform":
		provider := start("provider")
		out, err := provider.StdoutPipe()
		if err == nil {
			err = provider.Start()
		}
		if err == nil {
			_, err = bufio.NewReader(out).ReadString('\n')
		}
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0) // Leaves the provider behind.
	case "provider":
		ended := endOfParent()
		fmt.Println("started")
		select {
		case <-ended:
		case <-time.After(time.Minute):
			t.Fatal("the parent runs")
		}
		if err := os.WriteFile(os.Getenv(file), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	noticed := filepath.Join(t.TempDir(), "noticed")
	if out, err := start("Terraform", file+"="+noticed).CombinedOutput(); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if _, err := os.Stat(noticed); err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the provider did not notice the end of Terraform within 30 s")
		}
	}
}
