package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// question is a prompt for a value.
type question struct {
	// value names the value, such as "client id".
	value string
	// hint describes the value in the prompt.
	hint string
	// hidden hides the input.
	hidden bool
	// otherwise says how to give the value without a prompt, and overSSH is the command line that
	// requests a terminal over SSH.
	otherwise, overSSH string
}

// ask prompts for a value and returns the line that the user enters. An empty line is an error.
func (c Console) ask(ctx context.Context, q question) (string, error) {
	terminal := int(c.In.Fd())
	state, err := term.GetState(terminal)
	if err != nil {
		return "", noTerminal(q)
	}
	_, _ = fmt.Fprintf(c.Out, "%s%s (%s): ", strings.ToUpper(q.value[:1]), q.value[1:], q.hint)

	type answer struct {
		line string
		err  error
	}
	answered := make(chan answer, 1)
	go func() { // Without input, it ends with the program.
		line, err := c.readLine(q.hidden)
		answered <- answer{line, err}
	}()
	select {
	case a := <-answered:
		if q.hidden {
			_, _ = fmt.Fprintln(c.Out)
		}
		line := strings.TrimSpace(a.line)
		switch {
		case line == "" && (a.err == nil || errors.Is(a.err, io.EOF)):
			return "", &failure{fmt.Sprintf("No %s was entered.", q.value), q.otherwise}
		case a.err != nil && !errors.Is(a.err, io.EOF):
			return "", &failure{fmt.Sprintf("The %s could not be read: %s.", q.value, a.err), q.otherwise}
		}
		return line, nil
	case <-ctx.Done():
		_ = term.Restore(terminal, state) // Turns the echo on again.
		return "", context.Cause(ctx)
	}
}

func (c Console) readLine(hidden bool) (string, error) {
	if hidden {
		line, err := term.ReadPassword(int(c.In.Fd()))
		return string(line), err
	}
	return bufio.NewReader(c.In).ReadString('\n')
}

func noTerminal(q question) error {
	next := q.otherwise
	if overSSH() {
		next += "\n\nOr request a terminal with -t: " + q.overSSH
	}
	return &failure{fmt.Sprintf("The %s is required, and there is no terminal to ask for it.", q.value), next}
}

// overSSH reports whether the command runs in an SSH session, as sshd says.
func overSSH() bool { return os.Getenv("SSH_CONNECTION") != "" }
