package behavior

import (
	"asyncmock/server"
	"asyncmock/spec"
)

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
