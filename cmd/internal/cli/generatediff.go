package cli

import (
	"fmt"
	"strings"

	"asyncmock/cmd/internal/report"
)

// difference prints what catalog.Difference returns: lines that were are red,
// lines that are green.
func (c *console) difference(text string) {
	for line := range strings.Lines(text) {
		parts := strings.Split(strings.TrimRight(line, "\r\n"), "\t") // tabs and line ends move no cursor far
		for i, part := range parts {
			parts[i] = report.Printable(part)
		}
		line = strings.Join(parts, "\t")
		switch {
		case strings.HasPrefix(line, "---"), strings.HasPrefix(line, "+++"):
			line = c.style.Bold(line)
		case strings.HasPrefix(line, "@@"):
			line = c.style.Accent(line)
		case strings.HasPrefix(line, "-"):
			line = c.style.Bad(line)
		case strings.HasPrefix(line, "+"):
			line = c.style.Good(line)
		}
		fmt.Fprintln(c.out, line)
	}
}
