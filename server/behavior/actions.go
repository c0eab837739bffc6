package behavior

import (
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
