package behavior

import (
	"fmt"
	"strings"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// The verbs of actions, each with what compiles it. A new one needs a line
// here and one in the grammar.
func (c *compiler) verbs() map[string]func(n *spec.Node) server.Action {
	return map[string]func(n *spec.Node) server.Action{
		"reply": c.reply, "send": c.reply, "broadcast": c.broadcast,
		"join": c.join, "leave": c.leave,
		"set": c.set, "add": c.add,
		"wait": c.wait, "close": c.close, "accept": c.accept, "fault": c.fault,
		"choose": c.choose, "expect": c.expect, "repeat": c.repeat, "replay": c.replay, "note": c.note,
	}
}

// actions compiles a list of actions.
func (c *compiler) actions(n *spec.Node) []server.Action {
	list := []server.Action{}
	for _, item := range n.List() {
		list = append(list, c.action(item))
	}
	return list
}

func (c *compiler) action(n *spec.Node) server.Action {
	if n.Has("if") {
		return c.branch(n)
	}
	for _, key := range []string{"then", "else"} {
		if n.Has(key) {
			c.wrong(n, "behavior-key", key+" goes with if, and there is none", "")
		}
	}
	verbs := c.verbs()
	for _, m := range n.Members {
		if compile := verbs[m.Key]; compile != nil {
			return compile(m.Value)
		}
	}
	return server.ActionFunc(func(*server.Moment) error { return nil })
}

func (c *compiler) reply(n *spec.Node) server.Action {
	c.rule.speaks = true
	b := c.body(n, "")
	return server.ActionFunc(func(m *server.Moment) error {
		made, err := b.make(m)
		if err != nil {
			return err
		}
		return m.Reply(made)
	})
}

func (c *compiler) broadcast(n *spec.Node) server.Action {
	c.rule.speaks = true
	to := server.Audience{Route: n.Get("route").Str(), Others: n.Get("others").True()}
	group := c.text(n.Get("group"))
	switch {
	case n.Has("group"):
		to.Kind = server.ToGroup
	case n.Has("route"), n.Get("to").Str() == "all":
		to.Kind = server.ToRoute
	}
	if n.Has("to") && (n.Has("group") || n.Has("route")) {
		c.wrong(n.Get("to"), "behavior-key", "to excludes group and route", "leave it out")
	}
	if to.Route != "" {
		c.rule.routes = append(c.rule.routes, n.Get("route"))
	}
	b := c.body(n, to.Route)
	return server.ActionFunc(func(m *server.Moment) error {
		made, err := b.make(m)
		if err != nil {
			return err
		}
		to := to
		if to.Group, err = textOf(group, m); err != nil {
			return err
		}
		_, err = m.Broadcast(made, to)
		return err
	})
}

func (c *compiler) join(n *spec.Node) server.Action {
	name := c.text(n)
	return server.ActionFunc(func(m *server.Moment) error {
		group, err := textOf(name, m)
		if err != nil {
			return err
		}
		return m.Join(group)
	})
}

func (c *compiler) leave(n *spec.Node) server.Action {
	name := c.text(n)
	return server.ActionFunc(func(m *server.Moment) error {
		group, err := textOf(name, m)
		if err != nil {
			return err
		}
		m.Leave(group)
		return nil
	})
}

// An assignment gives a variable a value.
type assignment struct {
	scope server.Scope
	name  string
	value *template
}

func (c *compiler) assignments(n *spec.Node) []assignment {
	var list []assignment
	for _, m := range n.Members {
		scope, name, _ := strings.Cut(m.Key, ".")
		list = append(list, assignment{server.Scope(scope), name, c.template(m.Value)})
	}
	return list
}

func (c *compiler) set(n *spec.Node) server.Action {
	list := c.assignments(n)
	return server.ActionFunc(func(m *server.Moment) error {
		for _, a := range list {
			value, err := a.value.value(m)
			if err != nil {
				return err
			}
			if value, err = keep(value); err != nil {
				return err
			}
			if err := m.Change(a.scope, a.name, func(any) (any, error) { return value, nil }); err != nil {
				return err
			}
		}
		return nil
	})
}

// keep turns what an expression made into a value of JSON.
func keep(v any) (any, error) {
	switch v.(type) {
	case nil, bool, string, int, float64:
		return v, nil
	}
	text, err := server.AppendValue(nil, v, maxBody)
	if err != nil {
		return nil, err
	}
	return decode(text)
}

func (c *compiler) add(n *spec.Node) server.Action {
	list := c.assignments(n)
	return server.ActionFunc(func(m *server.Moment) error {
		for _, a := range list {
			by, err := a.value.value(m)
			if err != nil {
				return err
			}
			if err := m.Change(a.scope, a.name, func(old any) (any, error) { return sum(old, by) }); err != nil {
				return err
			}
		}
		return nil
	})
}

// sum adds two numbers; nothing counts as 0.
func sum(old, by any) (any, error) {
	if old == nil {
		old = 0
	}
	switch a := old.(type) {
	case int:
		switch b := by.(type) {
		case int:
			return a + b, nil
		case float64:
			return float64(a) + b, nil
		}
	case float64:
		switch b := by.(type) {
		case int:
			return a + float64(b), nil
		case float64:
			return a + b, nil
		}
	}
	return nil, fmt.Errorf("%s and %s cannot be added", kindOf(old), kindOf(by))
}

func (c *compiler) wait(n *spec.Node) server.Action { return waits(spanOf(n)) }

func waits(s span) server.Action {
	return server.ActionFunc(func(m *server.Moment) error {
		m.Wait(s.draw(m.Dice()))
		return nil
	})
}

func (c *compiler) close(n *spec.Node) server.Action {
	c.rule.speaks = true
	code, reason := 1000, []textPart(nil)
	if n.Kind == spec.Number {
		code, _ = n.AsInt()
	} else {
		if given, ok := n.Get("code").AsInt(); ok {
			code = given
		}
		reason = c.text(n.Get("reason"))
	}
	return server.ActionFunc(func(m *server.Moment) error {
		text, err := textOf(reason, m)
		m.Close(code, text)
		return err
	})
}

func (c *compiler) fault(n *spec.Node) server.Action {
	f, _ := server.ParseFault(n.Str()) // the grammar has seen that it can be read
	return server.ActionFunc(func(m *server.Moment) error { return m.Fault(f) })
}

func (c *compiler) accept(n *spec.Node) server.Action {
	yes := n.True()
	return server.ActionFunc(func(m *server.Moment) error {
		if yes {
			m.Accept()
		}
		return nil
	})
}

func (c *compiler) note(n *spec.Node) server.Action {
	text := c.text(n)
	return server.ActionFunc(func(m *server.Moment) error {
		said, err := textOf(text, m)
		if err == nil {
			m.Note(said, nil)
		}
		return err
	})
}

// branch compiles if, then and else.
func (c *compiler) branch(n *spec.Node) server.Action {
	var holds server.Condition
	if when := n.Get("if"); when.Kind == spec.Object {
		holds = c.condition(when)
	} else {
		holds = c.holds(when)
	}
	yes, otherwise := c.actions(n.Get("then")), c.actions(n.Get("else"))
	return server.ActionFunc(func(m *server.Moment) error {
		ok, err := holds.Holds(m)
		if ok {
			m.Insert(yes...)
		} else if err == nil {
			m.Insert(otherwise...)
		}
		return err
	})
}

func (c *compiler) expect(n *spec.Node) server.Action {
	c.rule.speaks = true // what is expected is for the rule alone
	e := &server.Expectation{When: c.condition(n)}
	if within := n.Get("within"); within != nil {
		e.Within = spanOf(within).least
	}
	if n.Has("else") {
		e.Else = c.actions(n.Get("else"))
	}
	if n.Has("other") {
		e.Other = c.actions(n.Get("other"))
	}
	return server.ActionFunc(func(m *server.Moment) error {
		m.Expect(e)
		return nil
	})
}

func (c *compiler) repeat(n *spec.Node) server.Action {
	times := 0
	if given, ok := n.Get("times").AsInt(); ok {
		times = given
	}
	return repetition{c.actions(n.Get("do")), times}
}

// A repetition is some actions and then itself, once less.
type repetition struct {
	actions []server.Action
	times   int // 0: for ever
}

// Do implements server.Action.
func (r repetition) Do(m *server.Moment) error {
	if r.times != 1 {
		m.Insert(repetition{r.actions, max(0, r.times-1)})
	}
	m.Insert(r.actions...)
	return nil
}

// A choice does one of several.
type choice struct {
	by      string
	options []option
}

// An option is one of a choice.
type option struct {
	when  server.Condition // nil: always
	last  bool             // only when no other can be
	nth   server.Condition
	then  []server.Action
	index int
}

func (c *compiler) choose(n *spec.Node) server.Action {
	ch := &choice{by: n.Get("by").Str()}
	for i, item := range n.Get("of").List() {
		o := option{when: c.condition(item.Get("when")), last: item.Get("default").True(), nth: nthOf(item.Get("nth")), then: c.actions(item.Get("then")), index: i}
		if enabled := item.Get("enabled"); enabled == nil || enabled.True() {
			ch.options = append(ch.options, o)
		}
	}
	return ch
}

// Do implements server.Action.
func (ch *choice) Do(m *server.Moment) error {
	possible, err := ch.possible(m)
	if len(possible) == 0 {
		return err
	}
	i := 0
	switch ch.by {
	case "random":
		i = m.Dice().IntN(len(possible))
	case "round-robin":
		i = m.Turn(ch) % len(possible)
	}
	m.Insert(possible[i].then...)
	return err
}

// possible returns the options that can be chosen, the default ones when
// there is no other.
func (ch *choice) possible(m *server.Moment) (can []option, err error) {
	var last []option
	for _, o := range ch.options {
		for _, c := range []server.Condition{o.when, o.nth} {
			if c == nil {
				continue
			}
			ok, failed := c.Holds(m)
			if failed != nil {
				err = failed
			}
			if !ok {
				goto next
			}
		}
		if o.last {
			last = append(last, o)
		} else {
			can = append(can, o)
		}
	next:
	}
	if len(can) == 0 {
		can = last
	}
	return can, err
}

// nthOf compiles which of several times; nil for any.
func nthOf(n *spec.Node) server.Condition {
	if n == nil {
		return nil
	}
	from, to, every := 1, 0, 1
	if exactly, ok := n.AsInt(); ok {
		from, to = exactly, exactly
	}
	for _, part := range []struct {
		key    string
		target *int
	}{{"from", &from}, {"to", &to}, {"every", &every}} {
		if value, ok := n.Get(part.key).AsInt(); ok {
			*part.target = value
		}
	}
	if n.Has("every") && !n.Has("from") {
		from = every
	}
	return server.ConditionFunc(func(m *server.Moment) (bool, error) {
		i := int(m.N())
		return i >= from && (to == 0 || i <= to) && (i-from)%every == 0, nil
	})
}

// everyOr is the time of a timer.
func everyOr(n *spec.Node, usual time.Duration) time.Duration {
	if n == nil {
		return usual
	}
	return spanOf(n).least
}
