package cli

import (
	"fmt"

	"asyncmock/cmd/internal/report"
	"asyncmock/spec"
)

// A tally counts what was seen of one kind and keeps what was wrong with it.
type tally struct {
	group, name               string
	count, wrong, unvalidated int
	findings                  spec.Diagnostics
	untold                    int // wrong ones of which not all findings were kept
}

// check is the tally as a Check about messages, or whatever noun says. never is
// said where there were none.
func (t *tally) check(noun, never string) report.Check {
	c := report.Check{Group: t.group, Name: t.name, Findings: t.findings, Detail: counted(t.count, noun)}
	switch {
	case t.wrong > 0:
		c.Outcome = report.Failed
		c.Detail = fmt.Sprintf("%d of %s wrong", t.wrong, counted(max(t.count, t.wrong), noun))
		if t.untold > 0 {
			c.Detail += fmt.Sprintf("; %d more are not told", t.untold)
		}
	case t.count == 0:
		c.Outcome, c.Detail = report.Skipped, never
	case t.unvalidated == t.count:
		c.Outcome = report.Skipped
		c.Detail += " not validated"
	}
	return c
}
