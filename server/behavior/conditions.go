package behavior

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"asyncmock/server"
	"asyncmock/spec"
)

// all holds when every condition holds; none is true.
type all []server.Condition

// Holds implements server.Condition.
func (cs all) Holds(m *server.Moment) (bool, error) {
	for _, c := range cs {
		if ok, err := c.Holds(m); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

// some holds when at least one condition holds.
type some []server.Condition

// Holds implements server.Condition.
func (cs some) Holds(m *server.Moment) (bool, error) {
	for _, c := range cs {
		if ok, err := c.Holds(m); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// no turns a condition round.
func no(c server.Condition) server.Condition {
	return server.ConditionFunc(func(m *server.Moment) (bool, error) {
		ok, err := c.Holds(m)
		return !ok && err == nil, err
	})
}

// condition compiles what stands below when; nil if nothing does.
func (c *compiler) condition(n *spec.Node) server.Condition {
	if n == nil {
		return nil
	}
	var parts all
	for _, m := range n.Members {
		switch m.Key {
		case "message":
			parts = append(parts, c.named(m.Value))
		case "valid":
			want := m.Value.True()
			parts = append(parts, server.ConditionFunc(func(m *server.Moment) (bool, error) { return m.Valid() == want, nil }))
		case "text":
			c.rule.raw = true
			parts = append(parts, c.test(m.Value, "", textAt))
		case "json":
			parts = append(parts, c.tests(m.Value, jsonAt))
		case "path":
			parts = append(parts, c.tests(m.Value, pathAt))
		case "query":
			parts = append(parts, c.tests(m.Value, queryAt))
		case "header":
			parts = append(parts, c.tests(m.Value, headerAt))
		case "cookie":
			parts = append(parts, c.tests(m.Value, cookieAt))
		case "vars":
			parts = append(parts, c.tests(m.Value, variableAt(server.ScopeVars)))
		case "global":
			parts = append(parts, c.tests(m.Value, variableAt(server.ScopeGlobal)))
		case "if":
			parts = append(parts, c.holds(m.Value))
		case "all":
			parts = append(parts, all(c.conditions(m.Value)))
		case "any":
			parts = append(parts, some(c.conditions(m.Value)))
		case "not":
			parts = append(parts, no(some(c.conditions(m.Value))))
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return parts
}

func (c *compiler) conditions(n *spec.Node) []server.Condition {
	var list []server.Condition
	for _, item := range listOf(n) {
		list = append(list, c.condition(item))
	}
	return list
}

// named holds for valid messages of a name.
func (c *compiler) named(n *spec.Node) server.Condition {
	c.rule.hears = append(c.rule.hears, listOf(n)...)
	names := textsOf(n)
	return server.ConditionFunc(func(m *server.Moment) (bool, error) {
		return m.Valid() && slices.Contains(names, m.Message()), nil
	})
}

// holds compiles an expression that is true or false.
func (c *compiler) holds(n *spec.Node) server.Condition {
	x, err := c.expressions.look(n.Str())
	if err != nil {
		c.expression(n, err)
		return all{}
	}
	return server.ConditionFunc(x.truth)
}

// spelled is a value that comes as text whatever it means: a parameter, a
// header. It equals the number or boolean that is spelled like it.
type spelled string

// A source finds a value by its name at a moment.
type source func(m *server.Moment, name string) (value any, ok bool)

func textAt(m *server.Moment, _ string) (any, bool) {
	text, ok := m.Text()
	return text, ok
}

func jsonAt(m *server.Moment, pointer string) (any, bool) {
	v, ok := m.At(pointer)
	if number, isNumber := v.(json.Number); isNumber {
		return plainNumber(number), ok
	}
	return v, ok
}

func pathAt(m *server.Moment, name string) (any, bool) {
	for _, p := range m.Path() {
		if p.Name == name {
			return spelled(p.Value), true
		}
	}
	return nil, false
}

func queryAt(m *server.Moment, name string) (any, bool) {
	if values := m.Query(name); len(values) > 0 {
		return spelled(values[0]), true
	}
	return nil, false
}

func headerAt(m *server.Moment, name string) (any, bool) {
	if values := m.Handshake().Header.Values(name); len(values) > 0 {
		return spelled(values[0]), true
	}
	return nil, false
}

func cookieAt(m *server.Moment, name string) (any, bool) {
	value, ok := m.Cookie(name)
	return spelled(value), ok
}

func variableAt(scope server.Scope) source {
	return func(m *server.Moment, name string) (any, bool) {
		v := m.Variable(scope, name)
		return v, v != nil
	}
}

// tests compiles tests of several values.
func (c *compiler) tests(n *spec.Node, from source) server.Condition {
	var parts all
	for _, m := range n.Members {
		parts = append(parts, c.test(m.Value, m.Key, from))
	}
	return parts
}

// test compiles a test of one value: a value it equals, or a mapping of what
// it must fulfil.
func (c *compiler) test(n *spec.Node, name string, from source) server.Condition {
	if n.Kind != spec.Object {
		return c.operator("equals", n, name, from)
	}
	var parts all
	for _, m := range n.Members {
		parts = append(parts, c.operator(m.Key, m.Value, name, from))
	}
	return parts
}

// operators compare a value with what the file says. A value that is absent
// is only equal to nothing.
var operators = map[string]func(value, operand any) bool{
	"equals": same,
	"not":    func(v, o any) bool { return !same(v, o) },
	"oneOf": func(v, o any) bool {
		return slices.ContainsFunc(o.([]any), func(item any) bool { return same(v, item) })
	},
	"includes":   includes,
	"startsWith": func(v, o any) bool { return texts(v, o, strings.HasPrefix) },
	"endsWith":   func(v, o any) bool { return texts(v, o, strings.HasSuffix) },
	"above":      func(v, o any) bool { return ordered(v, o, func(c int) bool { return c > 0 }) },
	"atLeast":    func(v, o any) bool { return ordered(v, o, func(c int) bool { return c >= 0 }) },
	"below":      func(v, o any) bool { return ordered(v, o, func(c int) bool { return c < 0 }) },
	"atMost":     func(v, o any) bool { return ordered(v, o, func(c int) bool { return c <= 0 }) },
}

// operator compiles one comparison.
func (c *compiler) operator(name string, n *spec.Node, of string, from source) server.Condition {
	switch name {
	case "exists":
		want := n.True()
		return server.ConditionFunc(func(m *server.Moment) (bool, error) {
			_, ok := from(m, of)
			return ok == want, nil
		})
	case "matches":
		re := regexp.MustCompile(n.Str()) // the grammar has tried it
		return server.ConditionFunc(func(m *server.Moment) (bool, error) {
			v, ok := from(m, of)
			text, isText := textual(v)
			return ok && isText && re.MatchString(text), nil
		})
	}
	compare, operand := operators[name], c.template(n)
	return server.ConditionFunc(func(m *server.Moment) (bool, error) {
		v, ok := from(m, of)
		if !ok {
			return name == "not", nil
		}
		o, err := operand.value(m)
		if err != nil {
			return false, err
		}
		return compare(v, o), nil
	})
}

// textual is the text that v is.
func textual(v any) (string, bool) {
	if s, ok := v.(spelled); ok {
		return string(s), true
	}
	s, ok := v.(string)
	return s, ok
}

// same compares as JSON does: 1 and 1.0 are one number.
func same(v, o any) bool {
	if text, ok := v.(spelled); ok {
		return o != nil && string(text) == fmt.Sprint(o)
	}
	if x, y := rational(v), rational(o); x != nil && y != nil {
		return x.Cmp(y) == 0
	}
	switch v := v.(type) {
	case []any:
		o, ok := o.([]any)
		return ok && slices.EqualFunc(v, o, same)
	case map[string]any:
		o, ok := o.(map[string]any)
		if !ok || len(v) != len(o) {
			return false
		}
		for key, item := range v {
			if other, ok := o[key]; !ok || !same(item, other) {
				return false
			}
		}
		return true
	case nil, bool, string:
		return v == o
	}
	return false
}

// rational is the number v is, nil if it is none or has an exponent that
// nobody should calculate with.
func rational(v any) *big.Rat {
	switch v := v.(type) {
	case int:
		return new(big.Rat).SetInt64(int64(v))
	case float64:
		return new(big.Rat).SetFloat64(v)
	case json.Number:
		if _, exponent, ok := strings.Cut(strings.ToLower(string(v)), "e"); ok && len(exponent) > 4 {
			return nil
		}
		if r, ok := new(big.Rat).SetString(string(v)); ok {
			return r
		}
	}
	return nil
}

// ordered compares two numbers; a text that is a number counts as one.
func ordered(v, o any, want func(int) bool) bool {
	if text, ok := v.(spelled); ok && len(text) <= 40 {
		v = plainNumber(json.Number(text))
	}
	if a, ok := v.(int); ok {
		if b, ok := o.(int); ok {
			return want(cmp.Compare(a, b))
		}
	}
	x, y := rational(v), rational(o)
	return x != nil && y != nil && want(x.Cmp(y))
}

func includes(v, o any) bool {
	if list, ok := v.([]any); ok {
		return slices.ContainsFunc(list, func(item any) bool { return same(item, o) })
	}
	return texts(v, o, strings.Contains)
}

func texts(v, o any, compare func(string, string) bool) bool {
	a, ok := textual(v)
	b, ok2 := textual(o)
	return ok && ok2 && compare(a, b)
}
