package behavior

import (
	"asyncmock/server"
	"asyncmock/spec"
)

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
