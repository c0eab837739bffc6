package cli

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"asyncmock/cmd/internal/report"
	"asyncmock/server"
	"asyncmock/spec"
)

// A proxied is what a proxy has seen: counts and findings, not messages. It is
// safe for concurrent use.
type proxied struct {
	mu    sync.Mutex
	count map[sight]*tally
	order []sight // as they were first seen
}

// A sight is a kind of thing that a proxy sees.
type sight struct {
	kind                               server.EventKind
	route, channel, operation, message string
}

// maxDifferent is how many different findings are told about one message.
const maxDifferent = 10

func newProxied() *proxied { return &proxied{count: map[sight]*tally{}} }

// observer counts what happens on the routes of an input.
func (p *proxied) observer(*input) func(*server.Event) {
	return func(e *server.Event) {
		switch e.Kind {
		case server.EventReceive, server.EventSend:
			p.add(sight{e.Kind, e.Route, e.Channel, e.Operation, e.Message}, e)
		case server.EventConnect:
			if e.Route == "" {
				p.add(sight{kind: e.Kind, route: e.Path}, e)
			} else if !e.Valid {
				p.add(sight{kind: e.Kind, route: e.Route}, e)
			}
		}
	}
}

// maxSights bounds the paths that clients can make up.
const maxSights = 1000

func (p *proxied) add(s sight, e *server.Event) {
	if !e.Valid {
		e = e.Redact()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.count[s]
	if t == nil {
		if len(p.order) >= maxSights {
			return
		}
		t = &tally{}
		p.count[s], p.order = t, append(p.order, s)
	}
	t.count++
	if e.Unvalidated {
		t.unvalidated++
	}
	if e.Valid {
		return
	}
	t.wrong++
	t.keepDifferent(e.Findings)
}

// keepDifferent keeps the errors that were not there before.
func (t *tally) keepDifferent(findings spec.Diagnostics) {
	left := false
	for _, d := range findings {
		same := func(o spec.Diagnostic) bool {
			return o.Code == d.Code && o.Instance == d.Instance && o.Summary == d.Summary
		}
		switch {
		case d.Severity != spec.SeverityError || slices.ContainsFunc(t.findings, same):
		case len(t.findings) < maxDifferent:
			t.findings = append(t.findings, d)
		default:
			left = true
		}
	}
	if left {
		t.untold++
	}
}

// coverage is what of the contract was exercised.
func (p *proxied) coverage(in *input) []report.Covered {
	c := newCoverage()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.order {
		if n := p.count[s].count - p.count[s].wrong; n > 0 && s.kind != server.EventConnect {
			c.addSome(in, s.channel, s.operation, s.message, uint64(n))
		}
	}
	return c.covered([]*input{in})
}

// ways are the two directions in words.
var ways = map[server.EventKind]string{server.EventReceive: "client → service", server.EventSend: "service → client"}

// checks lists the messages of the contract, seen or not, and then what is not
// in it.
func (p *proxied) checks(in *input) (out []report.Check) {
	p.mu.Lock()
	defer p.mu.Unlock()
	told := map[sight]bool{}
	for _, u := range usesOf(in) {
		s := sight{u.kind, u.route.Path, u.channelName(), u.operationName(), u.message.Name}
		if told[s] {
			continue
		}
		told[s] = true
		out = append(out, p.check(s, u.channelName(), fmt.Sprintf("%s, %s", u.message.Name, ways[u.kind]), "message"))
	}
	for _, s := range p.order {
		if told[s] {
			continue
		}
		switch {
		case s.kind == server.EventConnect:
			out = append(out, p.check(s, s.route, "handshake", "handshake"))
		case s.route == "":
			c := p.check(s, "paths without a channel", ways[s.kind], "message")
			c.Outcome, c.Detail = report.Skipped, counted(p.count[s].count, "message")+" not validated"
			out = append(out, c)
		default:
			out = append(out, p.check(s, s.route, fmt.Sprintf("%s, %s", cmp.Or(s.message, "unknown message"), ways[s.kind]), "message"))
		}
	}
	return together(out)
}

// check is what was seen of one kind.
func (p *proxied) check(s sight, group, name, noun string) report.Check {
	t := tally{}
	if seen := p.count[s]; seen != nil {
		t = *seen
	}
	t.group, t.name = group, name
	return t.check(noun, "never seen")
}
