package report

import (
	"strings"

	"asyncmock/spec"
)

// message is all that a finding says, in lines that are safe to show.
func message(d spec.Diagnostic) string {
	lines := []string{Printable(d.Summary)}
	if d.Detail != "" {
		lines = append(lines, printableLines(d.Detail)...)
	}
	if d.Hint != "" {
		hint := printableLines(d.Hint)
		hint[0] = "hint: " + hint[0]
		lines = append(lines, hint...)
	}
	return strings.Join(lines, "\n")
}

// printableLines is text of several lines, each made printable.
func printableLines(s string) []string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i, line := range lines {
		lines[i] = Printable(line)
	}
	return lines
}
