package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"asyncmock/spec"
)

func writeText(w io.Writer, r *Result) error {
	var b bytes.Buffer
	p := Printer{Source: r.Source, Style: Style{Color: r.Color}}
	for _, d := range r.Documents {
		for _, f := range d.Findings {
			p.Finding(&b, f)
		}
	}
	if r.Exchange != nil {
		r.Exchange.text(&b, &p)
	} else {
		for _, d := range r.Documents {
			fmt.Fprintf(&b, "%s: %s\n", Printable(d.Path), Tally(d.Findings))
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// Tally says in words how many findings there are: "2 errors, 1 warning".
// Without errors it begins with "valid".
func Tally(ds spec.Diagnostics) string {
	var counts [3]int
	for _, d := range ds {
		counts[d.Severity]++
	}
	var parts []string
	if counts[spec.SeverityError] == 0 {
		parts = append(parts, "valid")
	}
	for _, s := range []spec.Severity{spec.SeverityError, spec.SeverityWarning, spec.SeverityInfo} {
		if n := counts[s]; n > 0 {
			parts = append(parts, plural(n, s.String()))
		}
	}
	return strings.Join(parts, ", ")
}

func plural(n int, noun string) string {
	if n == 1 || noun == "info" {
		return fmt.Sprintf("%d %s", n, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// A Printer writes findings as text for people: place, severity, summary and
// code in one line, then the line of the document with a caret under the
// place, then what to do.
type Printer struct {
	// Source is Result.Source.
	Source func(file string) []byte
	Style  Style
	// Prefix stands in front of the first line of every finding.
	Prefix string

	// The lines of the file that was shown last, and the characters of the
	// line: findings come file by file, and a line may be a whole file.
	file  string
	lines []string
	shown int // number of the line
	runes []rune
}

// Finding writes one finding.
func (p *Printer) Finding(w io.Writer, d spec.Diagnostic) {
	fmt.Fprintf(w, "%s%s%s %s %s\n", p.Prefix, p.place(d),
		p.Style.Severity(d.Severity, d.Severity.String()+":"),
		Printable(d.Summary), p.Style.Dim("["+d.Code+"]"))
	p.excerpt(w, d.Pos)
	if d.Detail != "" {
		fmt.Fprintf(w, "  %s\n", indented(d.Detail))
	}
	if d.Hint != "" {
		fmt.Fprintf(w, "  %s %s\n", p.Style.Bold("hint:"), indented(d.Hint))
	}
}

func (p *Printer) place(d spec.Diagnostic) string {
	switch {
	case d.Pos.File != "" || d.Pos.Line != 0:
		return p.Style.Bold(Printable(d.Pos.String())+":") + " "
	case d.Pointer != "":
		return p.Style.Bold("#"+Printable(d.Pointer)+":") + " "
	}
	return ""
}

// indented is text of several lines, made printable, each line indented.
func indented(s string) string {
	return strings.Join(printableLines(s), "\n  ")
}

// excerpt shows the source line of pos and a caret under its column.
func (p *Printer) excerpt(w io.Writer, pos spec.Pos) {
	line, ok := p.line(pos)
	if !ok {
		return
	}
	if p.shown != pos.Line {
		p.shown, p.runes = pos.Line, []rune(line)
	}
	text, caret := window(p.runes, pos.Column)
	number := fmt.Sprintf("%5d", pos.Line)
	fmt.Fprintf(w, "%s %s\n", p.Style.Dim(number+" |"), text)
	if pos.Column > 0 {
		fmt.Fprintf(w, "%s %s%s\n", p.Style.Dim("      |"), strings.Repeat(" ", caret), p.Style.Caret("^"))
	}
}

func (p *Printer) line(pos spec.Pos) (string, bool) {
	if p.Source == nil || pos.Line <= 0 {
		return "", false
	}
	if p.lines == nil || p.file != pos.File {
		p.file, p.shown = pos.File, 0
		p.lines = strings.Split(string(p.Source(pos.File)), "\n")
	}
	if pos.Line > len(p.lines) {
		return "", false
	}
	line := strings.TrimRight(p.lines[pos.Line-1], "\r")
	return line, strings.TrimSpace(line) != ""
}

// width is how much of a long source line is shown.
const width = 100

// window returns the part of line around column (from 1, in characters) with
// control characters made visible, and how many columns precede the caret.
func window(line []rune, column int) (text string, caret int) {
	at := min(max(column-1, 0), len(line))
	from := 0
	if at > width-20 {
		from = at - width/2
	}
	to := min(len(line), from+width)
	var b strings.Builder
	if from > 0 {
		b.WriteString("…")
		caret = 1
	}
	for i := from; i < to; i++ {
		cell := visible(line[i])
		b.WriteString(cell)
		if i < at {
			caret += len([]rune(cell))
		}
	}
	if to < len(line) {
		b.WriteString("…")
	}
	return b.String(), caret
}

// visible is the character as it is shown in a source line: a tab is two
// blanks, so that the caret stands where it belongs.
func visible(r rune) string {
	if r == '\t' {
		return "  "
	}
	return Printable(string(r))
}
