package report

import (
	"fmt"
	"io"
	"strings"

	"asyncmock/spec"
)

// writeGitHub writes a workflow command for each finding. GitHub Actions shows
// them beside the lines of a pull request.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
func writeGitHub(w io.Writer, r *Result) error {
	var b strings.Builder
	for _, d := range r.Documents {
		for _, f := range d.Findings {
			r.annotation(&b, d.Path, f)
		}
	}
	if r.Exchange != nil {
		r.annotateChecks(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Result) annotation(b *strings.Builder, document string, f spec.Diagnostic) {
	command := [...]string{"notice", "warning", "error"}[min(f.Severity, spec.SeverityError)]
	file := f.Pos.File
	if file == "" {
		file = document
	}
	at := ""
	if file != "" {
		at = "file=" + githubProperty(r.place(file)) + ","
	}
	if f.Pos.Line > 0 {
		at += fmt.Sprintf("line=%d,", f.Pos.Line)
		if f.Pos.Column > 0 {
			at += fmt.Sprintf("col=%d,", f.Pos.Column)
		}
	}
	fmt.Fprintf(b, "::%s %stitle=%s::%s\n", command, at, githubProperty(f.Code), githubData(message(f)))
}

// annotateChecks writes what was found by each check, or that it failed. What
// stands in no recording is about no file.
func (r *Result) annotateChecks(b *strings.Builder) {
	for _, c := range r.Exchange.Checks {
		for _, f := range c.told() {
			r.annotation(b, "", f)
		}
	}
}

// githubData escapes what the runner unescapes in the text of a command.
func githubData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// githubProperty escapes what the runner unescapes in a property of a command.
func githubProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(Printable(s))
}
