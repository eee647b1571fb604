package clitest

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"testing"
	"time"
)

// The first arguments of a test that runs as the program of [Command] or [Hanging].
const (
	commandMark = "clitest-command"
	hangingMark = "clitest-hanging"
)

// Command returns the argv of a program for a token_command. It copies its standard input and then
// a text to its standard output, another text to its standard error, and ends with an exit code.
//
// The program is the test itself, since Windows has no shell that runs the scripts of other systems.
// TestMain must call [Main].
func Command(t *testing.T, stdout, stderr string, code int) []string {
	t.Helper()
	return []string{self(t), commandMark, stdout, stderr, strconv.Itoa(code)}
}

// Hanging is like [Command], but the program creates a file and then runs until it is ended.
func Hanging(t *testing.T, started string) []string {
	t.Helper()
	return []string{self(t), hangingMark, started}
}

func self(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return self
}

// runCommand runs the program of [Command] or [Hanging], if this process is one.
func runCommand() {
	if len(os.Args) < 3 {
		return
	}
	var err error
	switch args := os.Args[2:]; os.Args[1] {
	case commandMark:
		var code int
		if code, err = strconv.Atoi(args[2]); err == nil {
			_, err = io.Copy(os.Stdout, os.Stdin)
		}
		if err == nil {
			fmt.Print(args[0])
			fmt.Fprint(os.Stderr, args[1])
			os.Exit(code)
		}
	case hangingMark:
		if err = os.WriteFile(args[0], nil, 0o600); err == nil { //nolint:gosec // The test names it.
			time.Sleep(runLimit)
			os.Exit(0)
		}
	default:
		return
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
