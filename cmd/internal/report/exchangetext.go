package report

import (
	"fmt"
	"io"
	"strings"

	"asyncmock/spec"
)

// maxFine is how many checks that did not fail are listed; more are counted.
const maxFine = 40

// text writes a line for each check with what was found, then the coverage.
func (x *Exchange) text(w io.Writer, p *Printer) {
	fine := 0
	for _, c := range x.Checks {
		if c.Outcome != Failed {
			fine++
		}
	}
	inner := *p
	inner.Prefix = "  "
	for _, c := range x.Checks {
		if c.Outcome == Failed || len(c.Findings) > 0 || fine <= maxFine {
			c.text(w, p.Style)
		}
		for _, f := range c.Findings {
			inner.Finding(w, aboutPayload(f))
		}
	}
	x.coverageText(w, p.Style)
	fmt.Fprintf(w, "%s: %s\n", x.Command, x.Tally())
}

func (c *Check) text(w io.Writer, st Style) {
	word := [...]func(string) string{st.Good, st.Bad, st.Dim}[c.Outcome](fmt.Sprintf("%-7s", c.Outcome))
	fmt.Fprintf(w, "%s  %s", word, st.Bold(Printable(c.title())))
	if c.Detail != "" {
		fmt.Fprintf(w, "  %s", Printable(c.Detail))
	}
	fmt.Fprintln(w)
}

// title is group and name in one.
func (c *Check) title() string {
	if c.Group == "" {
		return c.Name
	}
	return c.Group + ": " + c.Name
}

// coverageText writes a line for each kind, and what is missing.
func (x *Exchange) coverageText(w io.Writer, st Style) {
	for _, s := range x.Shares() {
		if s.Of == 0 {
			continue
		}
		fmt.Fprintf(w, "%s  %s: %d of %d (%.0f %%)", st.Dim("covered"), s.Kind+"s", s.Exercised, s.Of, s.Percent())
		if missing := s.missing(); missing != "" {
			fmt.Fprintf(w, ", not %s", Printable(missing))
		}
		fmt.Fprintln(w)
	}
}

// maxMissing is how many names of one kind are listed.
const maxMissing = 8

// missing names what was not exercised, "" if all was.
func (s Share) missing() string {
	names := s.Missing[:min(len(s.Missing), maxMissing)]
	text := strings.Join(names, ", ")
	if n := len(s.Missing) - len(names); n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}

// told are the findings as formats tell them that list findings: with their
// place in the payload, and one that says so where a check failed for another
// reason.
func (c *Check) told() (out spec.Diagnostics) {
	for _, f := range c.Findings {
		f = aboutPayload(f)
		f.Summary = c.title() + ": " + f.Summary
		out = append(out, f)
	}
	if c.Outcome == Failed && !c.Findings.HasErrors() {
		out = append(out, spec.Diagnostic{
			Code: "check-failed", Severity: spec.SeverityError, Pos: c.Pos, Summary: strings.TrimSuffix(c.title()+": "+c.Detail, ": "),
		})
	}
	return out
}
