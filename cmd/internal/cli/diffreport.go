package cli

import (
	"fmt"
	"io"

	"asyncmock/cmd/internal/report"
	"asyncmock/generator/diff"
	"asyncmock/spec"
)

// A diffReport is what diff has found.
type diffReport struct {
	old, new string // as the user named them
	changes  diff.Changes
}

// form is the kind of report, made for changes where it can say more about
// them than about findings.
func (r *diffReport) form(f report.Format) report.Format {
	switch f.Name {
	case "text":
		f.Write = func(w io.Writer, result *report.Result) error { return r.text(w, report.Style{Color: result.Color}) }
	case "json":
		f.Write = r.json
	}
	return f
}

// result is the changes as findings about the new version.
func (r *diffReport) result(ld *loader, fail spec.Severity) *report.Result {
	doc := report.Document{Path: r.new}
	for _, ch := range r.changes {
		doc.Findings = append(doc.Findings, r.finding(ch))
	}
	result := &report.Result{Command: "diff", Verdict: diffTally(r.changes), Documents: []report.Document{doc}, Source: ld.source}
	explainResult(result, fail)
	result.Codes = nil
	for _, k := range diff.Kinds() {
		result.Codes = append(result.Codes, spec.Code{Code: k.Name, Severity: spec.SeverityWarning, Help: k.Help})
	}
	return result
}

// finding is a change as a finding. What is gone has a place in the old
// version only.
func (r *diffReport) finding(ch diff.Change) spec.Diagnostic {
	place := ch.New
	if place.Pos == (spec.Pos{}) {
		place = ch.Old
	}
	detail := fmt.Sprintf("%s: %s", ch.Verdict, ch.Reason)
	if w := ch.Witness; w != nil {
		detail += fmt.Sprintf("\n%s %s\n%s", witnessPart(w), shortText(string(w.Payload)), witnessJudged(w))
	}
	if place != ch.Old && ch.Old.Pos != (spec.Pos{}) {
		detail += "\nit was at " + ch.Old.Pos.String()
	}
	return spec.Diagnostic{
		Code: ch.Kind, Severity: severityOf(ch.Verdict), Pos: place.Pos, Pointer: place.Pointer,
		Summary: about(ch) + ch.Summary, Detail: detail,
	}
}

// severityOf is what a verdict is as a finding.
func severityOf(v diff.Verdict) spec.Severity {
	return [...]spec.Severity{spec.SeverityError, spec.SeverityWarning, spec.SeverityInfo}[v]
}
