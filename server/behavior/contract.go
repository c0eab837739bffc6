package behavior

import (
	"fmt"
	"slices"
	"strings"

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
// and would therefore never be sent, and examples that there are not.
func (c *compiler) judge(places []int) {
	for _, s := range c.rule.says {
		on := places
		if s.route != "" {
			on = []int{slices.IndexFunc(c.routes, func(r *server.Route) bool { return called(r, s.route) })}
		}
		b := s.body.foreseen()
		if b == nil || b.Text && c.rule.raw || len(on) == 0 || on[0] < 0 {
			continue
		}
		if d := c.everywhere(b, on); d != nil {
			c.blame(s, b, d)
		}
	}
}

// everywhere returns what is wrong with a body on the first of the routes if
// it is wrong on all of them.
func (c *compiler) everywhere(b *server.Body, on []int) (first *spec.Diagnostic) {
	for _, i := range on {
		findings := c.routes[i].Judge(b)
		if len(findings) == 0 {
			return nil
		}
		if first == nil {
			first = &findings[0]
		}
	}
	return first
}

// blame reports what is wrong with a body where it is written.
func (c *compiler) blame(s said, b *server.Body, d *spec.Diagnostic) {
	switch {
	case d.Code == server.CodeUnknownMessage:
		c.wrong(s.node.Get("message"), codeMessage, d.Summary, d.Hint)
	case d.Code == server.CodeUnknownExample:
		c.wrong(s.node.Get("example"), codeMessage, d.Summary, d.Hint)
	case !b.Unchecked:
		c.wrong(writes(s.node, d.Instance), "behavior-contract", "this breaks the contract and would not be sent: "+sentence(*d),
			"correct it, or write validate: off to send it all the same")
	}
}

// writes returns what of a body writes a place of the payload.
func writes(n *spec.Node, place string) *spec.Node {
	if set := n.Get("set"); set != nil {
		for _, m := range set.Members {
			if place == m.Key || strings.HasPrefix(place, m.Key+"/") {
				return m.Value
			}
		}
	}
	return n
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
