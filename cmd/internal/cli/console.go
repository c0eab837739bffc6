package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"asyncmock/cmd/internal/report"
)

// A console is where a command reads and writes. The rules of output:
//
//   - What was asked for goes to out, so that it can be piped. All else goes
//     to err, as "asyncmock: …", then "hint: …" where the likely fix is known.
//   - Errors are said once, by run.
//   - Colour only on a terminal and never with NO_COLOR (no-color.org).
//   - Text that comes from a document or from a client goes through
//     report.Printable: it cannot move the cursor.
type console struct {
	in       io.Reader
	out, err io.Writer
	lookup   func(key string) (string, bool) // the environment

	style    report.Style // for out
	errStyle report.Style
}

func newConsole(in io.Reader, out, errw io.Writer, lookup func(string) (string, bool)) *console {
	c := &console{in: in, out: out, err: errw, lookup: lookup}
	c.style.Color = c.colors(out)
	c.errStyle.Color = c.colors(errw)
	return c
}

func (c *console) colors(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	if v, _ := c.lookup("NO_COLOR"); v != "" {
		return false
	}
	if term, _ := c.lookup("TERM"); term == "dumb" {
		return false
	}
	return isTerminal(f)
}

// problem says what went wrong, and what to do where that is known.
func (c *console) problem(err error, hint string) {
	c.failed(err)
	c.hint(hint)
}

func (c *console) failed(err error) {
	fmt.Fprintf(c.err, "%s %s\n", c.errStyle.Bad("asyncmock:"), report.Printable(err.Error()))
}

// point shows a line with a caret below a column, counted from 1.
func (c *console) point(line string, column int) {
	if line != "" {
		fmt.Fprintf(c.err, "    %s\n    %s%s\n", report.Printable(line), strings.Repeat(" ", column-1), c.errStyle.Bad("^"))
	}
}

func (c *console) note(format string, args ...any) {
	fmt.Fprintf(c.err, "asyncmock: %s\n", report.Printable(fmt.Sprintf(format, args...)))
}

func (c *console) hint(hint string) {
	if hint != "" {
		fmt.Fprintf(c.err, "%s %s\n", c.errStyle.Bold("hint:"), report.Printable(hint))
	}
}
