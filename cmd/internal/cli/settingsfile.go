package cli

import (
	"os"

	"asyncmock/cmd/internal/report"
	"asyncmock/spec"
)

// settingsFile reads a small YAML or JSON file that a flag names, and shows
// where it is wrong.
func (c *console) settingsFile(flag, name string, read func(root *spec.Node) spec.Diagnostics) error {
	source, err := os.ReadFile(name)
	if err != nil {
		return unusable("", "%s: %w", flag, err)
	}
	root, findings := spec.Parse(name, source)
	if root != nil {
		findings = append(findings, read(root)...)
	}
	if !findings.HasErrors() {
		return nil
	}
	findings.Sort()
	p := report.Printer{Source: func(string) []byte { return source }, Style: c.errStyle, Prefix: c.errStyle.Dim("asyncmock:") + " "}
	for _, d := range findings {
		p.Finding(c.err, d)
	}
	return unusable("", "%s %s: the file cannot be used", flag, name)
}

// misplaced is a finding about such a file.
func misplaced(at spec.Pos, n *spec.Node, summary, hint string) spec.Diagnostic {
	return spec.Diagnostic{Code: "settings-file", Severity: spec.SeverityError, Pos: at, Pointer: n.Pointer(), Summary: summary, Hint: hint}
}
