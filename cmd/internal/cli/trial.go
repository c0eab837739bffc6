package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"asyncmock/cmd/internal/report"
	"asyncmock/server"
	"asyncmock/server/control"
	"asyncmock/spec"
)

// A trial watches what a client does to the contract. Observers are safe for
// concurrent use; the rest is called when nothing is observed any more.
type trial struct {
	inputs  []*input
	covered *coverage

	mu          sync.Mutex
	heard       map[part]*tally // messages of clients
	strange     []*tally        // those that no route expects, in order
	connections int
	handshakes  tally
}

// maxKept is how many wrong messages of one kind are told in full.
const maxKept = 100

func newTrial() *trial { return &trial{covered: newCoverage(), heard: map[part]*tally{}} }

// observer watches an input's Mock.
func (t *trial) observer(in *input) func(*server.Event) {
	return func(e *server.Event) {
		t.mu.Lock()
		defer t.mu.Unlock()
		switch e.Kind {
		case server.EventConnect:
			t.connections++
			t.handshakes.count++
		case server.EventRefuse:
			if !e.Valid {
				t.handshakes.add(e, fmt.Sprintf("%s was refused with %d: %s", e.Path, e.Code, e.Text))
			}
		case server.EventClose:
			t.close(e)
		case server.EventReceive:
			n := t.of(in, e)
			if n.count++; !e.Valid {
				n.add(e, e.Session+" sent "+excerpt(e.Payload, e.Binary))
			}
		}
	}
}

// close notes a connection that ended because a client broke the protocol
// (RFC 6455, 7.4.1).
func (t *trial) close(e *server.Event) {
	switch e.Code {
	case 1002, 1003, 1007, 1009:
		t.handshakes.wrong++
		t.handshakes.keep(spec.Diagnostic{
			Code: "connection-broken", Severity: spec.SeverityError,
			Summary: fmt.Sprintf("%s on %s was closed with %d: %s", e.Session, e.Path, e.Code, e.Text),
		})
	}
}

// of is the tally of a client's message.
func (t *trial) of(in *input, e *server.Event) *tally {
	p := part{in, e.Operation, e.Message, e.Channel}
	if t.heard[p] == nil {
		t.heard[p] = &tally{group: cmp.Or(e.Channel, in.prefix+e.Route), name: named(e)}
		t.strange = append(t.strange, t.heard[p])
	}
	return t.heard[p]
}

// add adds a wrong message or handshake; text says what it was.
func (t *tally) add(e *server.Event, text string) {
	t.wrong++
	if len(e.Findings) == 0 {
		t.keep(spec.Diagnostic{Code: "handshake-refused", Severity: spec.SeverityError, Summary: text})
	}
	for _, f := range e.Findings {
		if f.Severity == spec.SeverityError {
			f.Detail = joined(f.Detail, text)
			t.keep(f)
		}
	}
}

// keep keeps a finding about one of the first that are wrong.
func (t *tally) keep(f spec.Diagnostic) {
	if t.untold = max(0, t.wrong-maxKept); t.untold == 0 {
		t.findings = append(t.findings, f)
	}
}

// exchange is what happened, as reports tell it.
func (t *trial) exchange(st *station, ended ending) *report.Exchange {
	x := &report.Exchange{Command: "run", Coverage: t.covered.covered(t.inputs)}
	command := report.Check{Group: "command", Name: ended.name, Detail: ended.text, Duration: ended.took}
	if ended.status != 0 {
		command.Outcome = report.Failed
	}
	t.handshakes.group, t.handshakes.name = "connections", "handshakes"
	shakes := t.handshakes.check("connection", "nothing connected")
	x.Checks = append(append(x.Checks, command, shakes), t.checks()...)
	if st.api != nil {
		for _, e := range st.api.Expectations() {
			x.Checks = append(x.Checks, expected(e))
		}
	}
	events, _ := st.journal.Read(0, maxEvents)
	for i := range events {
		x.Events = append(x.Events, &events[i])
	}
	return x
}

// maxEvents is how many events a report has at most.
const maxEvents = 10_000

// checks has a check for each message that clients may send, then those that
// they may not and did.
func (t *trial) checks() (list []report.Check) {
	seen := map[*tally]bool{}
	for _, in := range t.inputs {
		for _, u := range usesOf(in) {
			if u.kind != server.EventReceive {
				continue
			}
			n := t.heard[part{in, u.operationName(), u.message.Name, u.channelName()}]
			if n == nil {
				n = &tally{group: cmp.Or(u.channelName(), in.prefix+u.route.Path), name: u.message.Name}
			}
			if !seen[n] {
				seen[n] = true
				list = append(list, n.check("message", "never sent"))
			}
		}
	}
	for _, n := range t.strange {
		if !seen[n] {
			list = append(list, n.check("message", "never sent"))
		}
	}
	return together(list)
}

// together puts the checks of a group behind its first one.
func together(list []report.Check) (out []report.Check) {
	done := map[string]bool{}
	for _, first := range list {
		if done[first.Group] {
			continue
		}
		done[first.Group] = true
		for _, c := range list {
			if c.Group == first.Group {
				out = append(out, c)
			}
		}
	}
	return out
}

// expected is an expectation of the control API as a Check.
func expected(e control.Expectation) report.Check {
	c := report.Check{Group: "expectations", Name: e.ID + ": " + e.Wanted, Detail: e.Why}
	if e.Session != "" {
		c.Name += ", session " + e.Session
	}
	if !e.Met {
		c.Outcome = report.Failed
		c.Detail = strings.Join(append([]string{e.Why}, e.Near...), "; ")
	}
	return c
}

// settle waits until nobody is connected any more.
func (st *station) settle(most time.Duration) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(most); time.Now().Before(end); <-tick.C {
		if !slices.ContainsFunc(st.inputs, func(in *input) bool { return in.mock.Sessions() > 0 }) {
			return
		}
	}
}
