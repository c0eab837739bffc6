package report

import (
	"fmt"
	"slices"
	"strings"

	"asyncmock/spec"
)

// maxHTMLFindings is how many findings of a document are shown; more are
// counted.
const maxHTMLFindings = 300

// maxHTMLOpen is how many documents may be open that did not fail.
const maxHTMLOpen = 3

// An htmlDocument is a document with what was found about it.
type htmlDocument struct {
	Path, Tally string
	Failed      bool
	Open        bool
	Findings    []htmlFinding
	Left        string
}

// rank is higher for those that must be seen first.
func (d htmlDocument) rank() int {
	if d.Failed {
		return 1
	}
	return 0
}

// An htmlFinding is a Diagnostic with the lines that it is about.
type htmlFinding struct {
	Severity, Summary, Code string
	Place, Instance         string
	Detail                  []string
	Hint                    string
	Source                  []htmlLine
}

// An htmlLine is a line of a file or payload. Caret is in columns before the
// mark, -1 where there is none.
type htmlLine struct {
	Number int // 0: none
	Text   string
	Caret  int
	Notes  []string // what is said at the caret
	Gap    bool     // lines are left out here; Text says how many
}

// Pad is the blanks before the caret.
func (l htmlLine) Pad() string { return strings.Repeat(" ", max(l.Caret, 0)) }

func (r *Result) htmlDocuments(p *htmlPage) {
	printer := &Printer{Source: r.Source}
	for _, d := range r.Documents {
		if r.Exchange != nil && len(d.Findings) == 0 {
			continue
		}
		out := htmlDocument{Path: Printable(r.place(d.Path)), Tally: Tally(d.Findings), Failed: worst(d.Findings) >= int(r.FailSeverity)}
		for i, f := range d.Findings {
			if i == maxHTMLFindings {
				out.Left = plural(len(d.Findings)-i, "more finding") + " that this page does not show"
				break
			}
			out.Findings = append(out.Findings, r.htmlFinding(f, printer))
		}
		out.Open = out.Failed || len(r.Documents) <= maxHTMLOpen
		p.Documents = append(p.Documents, out)
	}
	slices.SortStableFunc(p.Documents, func(a, b htmlDocument) int { return b.rank() - a.rank() })
	if all := r.allFindings(); r.Exchange == nil || len(all) > 0 {
		p.Tiles = append(p.Tiles, severityTile(all, len(r.Documents)))
	}
}

// severityTile counts findings by severity.
func severityTile(all spec.Diagnostics, documents int) htmlTile {
	t := htmlTile{Name: "Findings", Value: fmt.Sprint(len(all)), Target: "documents", Note: "in " + plural(documents, "document")}
	if len(all) == 0 {
		t.Bar = []htmlBar{{"passed", 0, 100}}
		return t
	}
	var counts [3]int
	for _, f := range all {
		counts[min(f.Severity, spec.SeverityError)]++
	}
	at := 0.0
	for _, s := range []spec.Severity{spec.SeverityError, spec.SeverityWarning, spec.SeverityInfo} {
		width := 100 * float64(counts[s]) / float64(len(all))
		t.Bar = append(t.Bar, htmlBar{s.String(), at, width})
		at += width
	}
	t.Note = strings.TrimPrefix(Tally(all), "valid, ")
	return t
}

func (r *Result) htmlFinding(f spec.Diagnostic, p *Printer) htmlFinding {
	out := htmlFinding{
		Severity: f.Severity.String(), Summary: Printable(f.Summary), Code: Printable(f.Code),
		Instance: Printable(f.Instance), Hint: strings.Join(printableLines(f.Hint), "\n"),
	}
	if strings.Contains(f.Summary, f.Instance) {
		out.Instance = "" // the sentence names it
	}
	if f.Detail != "" {
		out.Detail = printableLines(f.Detail)
	}
	if f.Pos.File != "" || f.Pos.Line != 0 {
		place := f.Pos
		place.File = r.place(f.Pos.File)
		out.Place = Printable(place.String())
	}
	out.Source = sourceLines(f.Pos, p)
	return out
}

// sourceLines are the line of a place, with a caret, and those around it that
// help to see where it is. Around a long line, of which a part is shown, there
// are none.
func sourceLines(pos spec.Pos, p *Printer) (lines []htmlLine) {
	line, ok := p.line(pos)
	if !ok {
		return nil
	}
	around := len([]rune(line)) <= width
	add := func(n int) {
		text, ok := p.line(spec.Pos{File: pos.File, Line: n})
		if shown, _ := window([]rune(text), 0); ok && around {
			lines = append(lines, htmlLine{Number: n, Text: shown, Caret: -1})
		}
	}
	add(pos.Line - 2)
	add(pos.Line - 1)
	text, caret := window([]rune(line), pos.Column)
	if pos.Column == 0 {
		caret = -1
	}
	lines = append(lines, htmlLine{Number: pos.Line, Text: text, Caret: caret})
	add(pos.Line + 1)
	return lines
}
