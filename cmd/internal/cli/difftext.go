package cli

import (
	"fmt"
	"io"
	"strings"

	"asyncmock/cmd/internal/report"
	"asyncmock/generator/diff"
	"asyncmock/spec"
)

// text prints the changes by verdict, the worst first.
func (r *diffReport) text(w io.Writer, st report.Style) error {
	var b strings.Builder
	for i, ch := range r.changes {
		if i == 0 || r.changes[i-1].Verdict != ch.Verdict {
			fmt.Fprintf(&b, "%s\n", verdictStyle(st, ch.Verdict, strings.ToUpper(ch.Verdict.String()[:1])+ch.Verdict.String()[1:]))
		}
		writeChange(&b, st, ch)
	}
	fmt.Fprintf(&b, "%s → %s: %s\n", report.Printable(r.old), report.Printable(r.new), diffTally(r.changes))
	_, err := io.WriteString(w, b.String())
	return err
}

func writeChange(b *strings.Builder, st report.Style, ch diff.Change) {
	fmt.Fprintf(b, "  %s%s %s\n", st.Bold(report.Printable(about(ch))), report.Printable(ch.Summary), st.Dim("["+ch.Kind+"]"))
	fmt.Fprintf(b, "    %s\n", report.Printable(ch.Reason))
	if w := ch.Witness; w != nil {
		fmt.Fprintf(b, "    %s %s\n", st.Accent(witnessPart(w)), shortText(report.Printable(string(w.Payload))))
		fmt.Fprintf(b, "      %s\n", report.Printable(witnessJudged(w)))
	}
	for _, p := range []struct {
		word  string
		place diff.Place
	}{{"old", ch.Old}, {"new", ch.New}} {
		if p.place.Pos != (spec.Pos{}) {
			fmt.Fprintf(b, "    %s %s\n", p.word, st.Dim(report.Printable(p.place.Pos.String()+" #"+p.place.Pointer)))
		}
	}
}

// witnessPart is the part of a message that a witness is.
func witnessPart(w *diff.Witness) string {
	if w.Headers {
		return "headers"
	}
	return "payload"
}

// witnessJudged says what the two versions make of a witness.
func witnessJudged(w *diff.Witness) string {
	other := map[string]string{"old": "new", "new": "old"}[w.AcceptedBy]
	return fmt.Sprintf("%s accepts it, %s refuses it: %s", w.AcceptedBy, other, strings.TrimLeft(w.Instance+" "+w.Refusal, " "))
}

// about says what a change is about: "receive place, message order: ".
func about(ch diff.Change) string {
	var parts []string
	switch {
	case ch.Operation != "":
		parts = append(parts, strings.TrimLeft(ch.Direction+" "+ch.Operation, " "))
	case ch.Channel != "":
		parts = append(parts, "channel "+ch.Channel)
	}
	if ch.Message != "" {
		parts = append(parts, "message "+ch.Message)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + ": "
}

// shortText cuts a payload that would fill the screen; JSON has all of it.
func shortText(s string) string {
	const most = 400
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func verdictStyle(st report.Style, v diff.Verdict, text string) string {
	switch v {
	case diff.Breaking:
		return st.Severity(spec.SeverityError, text)
	case diff.Unclear:
		return st.Severity(spec.SeverityWarning, text)
	}
	return st.Good(text)
}

func diffTally(changes diff.Changes) string {
	if len(changes) == 0 {
		return "no changes"
	}
	return fmt.Sprintf("%d breaking, %d unclear, %d non-breaking",
		changes.Count(diff.Breaking), changes.Count(diff.Unclear), changes.Count(diff.NonBreaking))
}
