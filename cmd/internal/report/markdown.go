package report

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"asyncmock/spec"
)

// maxMarkdown bounds a summary, in bytes: a comment on a pull request may hold
// 65,536 characters. What does not fit is counted.
const maxMarkdown = 60_000

// writeMarkdown writes a summary for pull requests: a table for each document,
// in GitHub Flavored Markdown.
func writeMarkdown(w io.Writer, r *Result) error {
	m := &markdown{r: r}
	if r.Exchange != nil {
		m.exchange(r.Exchange)
	} else {
		m.documents()
	}
	if m.left > 0 {
		fmt.Fprintf(&m.b, "\n… and %s that this summary has no room for.\n", plural(m.left, "line"))
	}
	_, err := io.WriteString(w, m.b.String())
	return err
}

func (m *markdown) documents() {
	var all spec.Diagnostics
	for _, d := range m.r.Documents {
		all = append(all, d.Findings...)
	}
	fmt.Fprintf(&m.b, "## asyncmock: %s, %s\n", plural(len(m.r.Documents), "document"), Tally(all))
	for _, d := range m.r.Documents {
		m.document(d)
	}
}

type markdown struct {
	r    *Result
	b    strings.Builder
	left int // lines that were left out
}

// add writes text if there is room for it.
func (m *markdown) add(text string) bool {
	if m.b.Len()+len(text) > maxMarkdown {
		m.left++
		return false
	}
	m.b.WriteString(text)
	return true
}

func (m *markdown) document(d Document) {
	mark := "✅"
	if worst(d.Findings) >= int(m.r.FailSeverity) {
		mark = "❌"
	}
	heading := fmt.Sprintf("\n### %s %s: %s\n", mark, codeSpan(m.r.place(d.Path)), Tally(d.Findings))
	if len(d.Findings) > 0 {
		heading += "\n| | place | finding | code |\n| --- | --- | --- | --- |\n"
	}
	fits := m.add(heading)
	for _, f := range d.Findings {
		if row := m.row(d, f); fits {
			fits = m.add(row)
		} else {
			m.left++
		}
	}
}

// worst is the highest severity there is, -1 if there is none.
func worst(ds spec.Diagnostics) int {
	out := -1
	for _, d := range ds {
		out = max(out, int(d.Severity))
	}
	return out
}

func (m *markdown) row(d Document, f spec.Diagnostic) string {
	text := strings.ReplaceAll(markdownText(message(f)), "\n", "<br>")
	return fmt.Sprintf("| %s | %s | %s | %s |\n", f.Severity, m.where(d, f), text, codeSpan(f.Code))
}

// where is the line and column, and the file where it is another one.
func (m *markdown) where(d Document, f spec.Diagnostic) string {
	place := f.Pos
	place.File = m.r.place(f.Pos.File)
	if place.File == m.r.place(d.Path) {
		place.File = ""
	}
	switch text := strings.TrimPrefix(place.String(), ":"); {
	case text != "":
		return codeSpan(text)
	case f.Pointer != "":
		return codeSpan("#" + f.Pointer)
	}
	return ""
}

// markdownText escapes what Markdown, GitHub and GitLab would act upon: marks,
// HTML, names of people and numbers of issues, and mathematics, which takes
// two dollar signs.
func markdownText(s string) string {
	s = markdownMarks.ReplaceAllString(s, `\$0`)
	s = markdownNames.ReplaceAllString(s, "$1&#8203;$2")
	if strings.Count(s, "$") > 1 {
		s = strings.ReplaceAll(s, "$", "<span>$</span>")
	}
	return s
}

var (
	markdownMarks = regexp.MustCompile("[\\\\`*_\\[\\]<>|~&!]")
	markdownNames = regexp.MustCompile(`(@|#)(\w)`)
)

// codeSpan is s as code in a cell of a table: more backticks around it than
// there are in it (CommonMark 0.31.2, 6.1), and bars escaped, which tables ask
// for even there.
func codeSpan(s string) string {
	s = Printable(s)
	if s == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + strings.ReplaceAll(s, "|", `\|`) + fence
}
