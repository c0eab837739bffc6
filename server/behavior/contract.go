package behavior

import (
	"fmt"
	"slices"

	"asyncmock/server"
	"asyncmock/spec"
)

// A lack is a message that a rule names and a route does not have.
type lack struct {
	at   *spec.Node
	name string
	ours bool // the mock would send it
}

// lacks returns the first message of the rule that a route does not have.
func (c *compiler) lacks(r *server.Route) *lack {
	for _, n := range c.rule.hears {
		if !slices.Contains(heardOn(r), n.Str()) {
			return &lack{at: n, name: n.Str()}
		}
	}
	for _, s := range c.rule.says {
		if name := s.body.fixed.Message; s.route == "" && name != "" && !slices.Contains(saidOn(r), name) {
			return &lack{at: s.node.Get("message"), name: name, ours: true}
		}
	}
	return nil
}

// unknown reports a message that the routes do not have.
func (c *compiler) unknown(l *lack, routes ...*server.Route) {
	var known, wrongWay []string
	where := "on any route"
	for _, r := range routes {
		known, wrongWay = append(known, heardOn(r)...), append(wrongWay, saidOn(r)...)
		where = "on " + r.Path
	}
	if len(routes) > 1 {
		where = "on any route"
	}
	who := "clients send"
	if l.ours {
		who, known, wrongWay = "the mock sends", wrongWay, known
	}
	hint := near(l.name, known)
	if slices.Contains(wrongWay, l.name) {
		hint = "it goes the other way; asyncmock routes shows who sends what"
	}
	c.wrong(l.at, codeMessage, fmt.Sprintf("%s no message %q %s", who, clip(l.name), where), hint)
}

// nowhere reports why a rule without route is for none: the messages that no
// route has, or that no route has all of them.
func (c *compiler) nowhere() {
	before := len(c.findings)
	whole := *c.rule
	for _, n := range whole.hears {
		c.rule = &draft{hears: []*spec.Node{n}}
		c.report()
	}
	for _, s := range whole.says {
		c.rule = &draft{says: []said{s}}
		c.report()
	}
	if c.rule = &whole; len(c.findings) == before {
		l := c.lacks(c.routes[0])
		c.wrong(l.at, codeMessage, "no route has all the messages that this rule names", "write a rule for each route")
	}
}

// report reports a message that no route has.
func (c *compiler) report() {
	for _, r := range c.routes {
		if c.lacks(r) == nil {
			return
		}
	}
	c.unknown(c.lacks(c.routes[0]), c.routes...)
}

// judge reports what always breaks the contract of the routes it is said on,
// and would therefore never be sent.
func (c *compiler) judge(places []int) {
	for _, s := range c.rule.says {
		b := &s.body.fixed
		on := places
		if s.route != "" {
			on = []int{slices.IndexFunc(c.routes, func(r *server.Route) bool { return called(r, s.route) })}
		}
		if !s.body.static() || b.Unchecked || b.Text && c.rule.raw || len(on) == 0 || on[0] < 0 {
			continue
		}
		var first spec.Diagnostics
		for _, i := range on {
			findings := c.routes[i].Judge(b.Data, b.Binary)
			if len(findings) == 0 {
				first = nil
				break
			}
			if first == nil {
				first = findings
			}
		}
		if first != nil {
			c.wrong(s.node, "behavior-contract", "this breaks the contract and would not be sent: "+sentence(first[0]),
				"correct it, or write validate: off to send it all the same")
		}
	}
}

// sentence words a finding together with its place in the payload.
func sentence(d spec.Diagnostic) string {
	if d.Instance == "" {
		return d.Summary
	}
	return d.Instance + " " + d.Summary
}

// heardOn are the names of the messages that clients send on a route.
func heardOn(r *server.Route) []string {
	var names []string
	for _, in := range r.Receives {
		names = append(names, in.Message.Name)
	}
	return names
}

// saidOn are the names of the messages that the mock sends on a route.
func saidOn(r *server.Route) []string {
	var names []string
	for _, o := range r.Says() {
		names = append(names, o.Message.Name)
	}
	return names
}
