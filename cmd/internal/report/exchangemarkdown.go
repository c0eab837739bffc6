package report

import (
	"fmt"
	"strings"
)

// exchange writes a table of the checks, worst first, and one of the coverage.
func (m *markdown) exchange(x *Exchange) {
	mark := "✅"
	if x.Count(Failed) > 0 {
		mark = "❌"
	}
	fmt.Fprintf(&m.b, "## %s asyncmock %s: %s\n", mark, x.Command, x.Tally())
	m.coverage(x)
	m.checks(x)
}

func (m *markdown) coverage(x *Exchange) {
	heading := "\n| covered | | | not exercised |\n| --- | --- | --- | --- |\n"
	for _, s := range x.Shares() {
		if s.Of > 0 {
			m.add(heading + fmt.Sprintf("| %ss | %d of %d | %.0f %% | %s |\n", s.Kind, s.Exercised, s.Of, s.Percent(), markdownText(Printable(s.missing()))))
			heading = ""
		}
	}
}

func (m *markdown) checks(x *Exchange) {
	if len(x.Checks) == 0 {
		return
	}
	fits := m.add("\n| | | check | |\n| --- | --- | --- | --- |\n")
	for _, o := range []Outcome{Failed, Passed, Skipped} {
		for _, c := range x.Checks {
			if c.Outcome != o {
				continue
			}
			if row := m.checkRow(c); fits {
				fits = m.add(row)
			} else {
				m.left++
			}
		}
	}
}

func (m *markdown) checkRow(c Check) string {
	var lines []string
	if c.Detail != "" {
		lines = append(lines, markdownText(Printable(c.Detail)))
	}
	for _, f := range c.Findings {
		text := strings.ReplaceAll(markdownText(message(aboutPayload(f))), "\n", "<br>")
		if where := m.where(Document{}, f); where != "" {
			text = where + " " + text
		}
		lines = append(lines, text+" "+codeSpan(f.Code))
	}
	return fmt.Sprintf("| %s | %s | %s | %s |\n", c.Outcome, markdownText(Printable(c.Group)), markdownText(Printable(c.Name)), strings.Join(lines, "<br>"))
}
