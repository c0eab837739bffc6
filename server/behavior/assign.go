package behavior

import (
	"fmt"
	"strings"

	"asyncmock/server"
	"asyncmock/spec"
)

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
