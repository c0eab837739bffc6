package probe

import (
	"fmt"
	"slices"

	"asyncmock/server"
	"asyncmock/spec"
)

// fail notes why a check failed. What is milder than an error leaves it
// undecided.
func (c *Check) fail(d spec.Diagnostic) {
	c.Outcome = Failed
	if d.Severity < spec.SeverityError {
		c.Outcome = Skipped
	}
	c.Findings = append(c.Findings, d)
}

func (c *Check) skip(why string) { c.Outcome, c.Detail = Skipped, why }

// together sorts checks so that those of a group stand together, groups in the
// order in which they are met.
func together(checks []Check) []Check {
	place := map[string]int{}
	for _, c := range checks {
		if _, met := place[c.Group]; !met {
			place[c.Group] = len(place)
		}
	}
	slices.SortStableFunc(checks, func(a, b Check) int { return place[a.Group] - place[b.Group] })
	return checks
}

// skip notes something of the route that is not exercised.
func (t *Talk) skip(group, name, why string) {
	t.skipped = append(t.skipped, Check{Group: group, Name: name, Outcome: Skipped, Detail: why})
}

// checks are the results of a talk, in order: the connection, what was sent,
// what was heard, everything else.
func (t *Talk) checks() (all []Check) {
	all = append(all, t.greeting)
	for _, s := range t.Steps {
		if !s.done {
			s.check = t.checkOf(s)
			s.check.skip("not sent: " + t.whyNot())
		}
		all = append(all, s.check)
	}
	all = append(all, t.skipped...)
	for _, o := range t.hears {
		all = append(all, t.heardCheck(o))
	}
	for _, c := range t.tally.counts { // what was not asked for keeps the contract all the same
		if len(c.bag.list) > 0 && !slices.ContainsFunc(t.hears, func(o *server.Outgoing) bool { return o.Message == c.message }) {
			all = append(all, c.check(t.groupOf(nil)))
		}
	}
	if t.connected {
		all = append(all, t.othersCheck())
	}
	return all
}

func (t *Talk) whyNot() string {
	if t.stop != "" {
		return t.stop
	}
	return interrupted
}

// heardCheck says whether a message of the service keeps the contract.
func (t *Talk) heardCheck(o *server.Outgoing) Check {
	c := t.tally.of(o)
	check := c.check(t.groupOf(o.Channel))
	switch {
	case c.count == 0 && o.When.Kind == server.WhenReply:
		check.skip("never came; it is a " + o.When.String())
	case c.count == 0:
		check.skip("never came; expected " + o.When.String())
	}
	if format, yes := o.Message.Unvalidated(); yes && c.count > 0 {
		check.skip(fmt.Sprintf("%d came; there is no validator for %s", c.count, format))
	}
	return check
}

func (c *count) check(group string) Check {
	check := Check{Group: group, Name: c.message.Name + " keeps the contract", Detail: fmt.Sprintf("%d came", c.count), Findings: c.bag.findings()}
	if c.wrong > 0 {
		check.Outcome, check.Detail = Failed, fmt.Sprintf("%d of %d do not", c.wrong, c.count)
	}
	return check
}

// othersCheck is about what is no message of the contract.
func (t *Talk) othersCheck() Check {
	check := Check{Group: t.greeting.Group, Name: "nothing but the contract on " + t.Route.Path, Findings: t.tally.others.findings()}
	if check.Findings.HasErrors() {
		check.Outcome = Failed
	}
	return check
}
