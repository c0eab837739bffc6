package report

import (
	"fmt"
	"strings"
)

func (r *Result) exchangeSuites(p *Printer) []junitSuite {
	var out []junitSuite
	at := map[string]int{}
	for _, c := range r.Exchange.Checks {
		i, known := at[c.Group]
		if !known {
			i = len(out)
			at[c.Group] = i
			out = append(out, newSuite(c.Group))
		}
		out[i].add(r.checkCase(c, p))
	}
	if s := r.Exchange.coverageSuite(); s.Tests > 0 {
		out = append(out, s)
	}
	for i := range out {
		out[i].tell()
	}
	return out
}

func (r *Result) checkCase(c Check, p *Printer) junitCase {
	out := junitCase{Name: Printable(c.Name), File: Printable(r.place(c.Pos.File)), Line: c.Pos.Line}
	if c.Duration > 0 {
		out.Time = fmt.Sprintf("%.3f", c.Duration.Seconds())
	}
	var text strings.Builder
	for _, f := range c.Findings {
		p.Finding(&text, aboutPayload(f))
	}
	switch {
	case c.Outcome == Failed:
		out.Failure = &junitFailure{Printable(c.reason()), Printable(c.code()), junitText{text.String()}}
	case c.Outcome == Skipped:
		out.Skipped = &junitSkipped{Printable(c.Detail)}
	case text.Len() > 0:
		out.Out = &junitText{text.String()}
	}
	return out
}

// reason says in one line why a check failed.
func (c *Check) reason() string {
	if c.Detail == "" && len(c.Findings) > 0 {
		return aboutPayload(c.Findings[0]).Summary
	}
	return c.Detail
}

// code is the kind of failure: that of what was found first.
func (c *Check) code() string {
	if len(c.Findings) == 0 {
		return "check-failed"
	}
	return c.Findings[0].Code
}

// coverageSuite has a case for each part of the contract; what was not
// exercised is skipped.
func (x *Exchange) coverageSuite() junitSuite {
	s := newSuite("coverage")
	for _, c := range x.Coverage {
		one := junitCase{Name: Printable(c.Kind + " " + c.Name)}
		if c.Count == 0 {
			one.Skipped = &junitSkipped{"not exercised"}
		}
		s.add(one)
	}
	return s
}
