package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"golang.org/x/term"

	"github.com/modulex/terraform-provider-modulex/internal/auth"
)

// ask asks for a line. A hidden one is not shown while it is typed. Where nobody can be asked, the error says how to do
// without.
func (c Console) ask(ctx context.Context, question string, hidden bool, otherwise string) (string, error) {
	terminal := int(c.In.Fd())
	state, err := term.GetState(terminal)
	if err != nil {
		return "", &auth.Error{
			Reason: fmt.Sprintf("The %s is needed, and there is no terminal to ask for it", question),
			Remedy: otherwise,
		}
	}
	_, _ = fmt.Fprintf(c.Out, "%s%s: ", strings.ToUpper(question[:1]), question[1:])

	type answer struct {
		line string
		err  error
	}
	answered := make(chan answer, 1)
	go func() { // Which ends with the program where there is no answer.
		if hidden {
			line, err := term.ReadPassword(terminal)
			answered <- answer{string(line), err}
			return
		}
		line, err := bufio.NewReader(c.In).ReadString('\n')
		answered <- answer{line, err}
	}()
	select {
	case a := <-answered:
		if hidden {
			_, _ = fmt.Fprintln(c.Out)
		}
		return strings.TrimSpace(a.line), a.err
	case <-ctx.Done():
		_ = term.Restore(terminal, state) // So that the shell shows again what is typed.
		return "", context.Cause(ctx)
	}
}
