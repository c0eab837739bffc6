package generator

import (
	"encoding/json"
	"slices"

	"asyncmock/spec"
)

// A Constant is a const or enum of scalars found on every branch of a payload schema.
type Constant struct {
	Pointer  string            // RFC 6901
	Values   []json.RawMessage // compact JSON scalars, in document order
	Required bool              // the schema requires the property
}

// The bounds of the walk for constants: they are a shortcut, so what is
// beyond costs time and never correctness.
const (
	constantDepth  = 4
	constantBudget = 3000
	constantValues = 64
	maxConstants   = 1000
)

// constantsOf finds the constants of a payload schema without compiling it.
func constantsOf(n *spec.Node) []Constant {
	w := &constantWalk{budget: constantBudget}
	found := w.walk(n, "", 0)
	return slices.DeleteFunc(found, func(c Constant) bool { return len(c.Values) == 0 })
}

type constantWalk struct {
	budget int
	path   []*spec.Node // against recursion
}

// walk returns the constants that a schema asserts. A Constant without
// values says only that the place is required.
func (w *constantWalk) walk(n *spec.Node, pointer string, depth int) []Constant {
	n = n.Deref()
	if n == nil || n.Kind != spec.Object || depth > constantDepth || slices.Contains(w.path, n) {
		return nil
	}
	if w.budget--; w.budget < 0 || n.Own("$ref") != nil {
		return nil
	}
	w.path = append(w.path, n)
	defer func() { w.path = w.path[:len(w.path)-1] }()
	var found []Constant
	if values := scalars(n); len(values) > 0 {
		found = join(found, Constant{Pointer: pointer, Values: values, Required: true})
	}
	required := n.Own("required")
	for _, p := range membersOf(n.Own("properties")) {
		must := required != nil && slices.ContainsFunc(required.Items, func(r *spec.Node) bool { return r.Str() == p.Key })
		at := pointer + "/" + escape(p.Key)
		if must {
			found = join(found, Constant{Pointer: at, Required: true})
		}
		for _, c := range w.walk(p.Value, at, depth+1) {
			c.Required = c.Required && must
			found = join(found, c)
		}
	}
	if required != nil {
		for _, r := range required.Items {
			found = join(found, Constant{Pointer: pointer + "/" + escape(r.Str()), Required: true})
		}
	}
	if all := n.Own("allOf"); all != nil {
		for _, part := range all.Items {
			for _, c := range w.walk(part, pointer, depth) {
				found = join(found, c)
			}
		}
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		for _, c := range w.alternatives(n.Own(key), pointer, depth) {
			found = join(found, c)
		}
	}
	return found
}

// alternatives returns what all branches say: at a place where every branch
// has constants, the union of their values.
func (w *constantWalk) alternatives(list *spec.Node, pointer string, depth int) (found []Constant) {
	if list == nil || len(list.Items) == 0 {
		return nil
	}
	for i, branch := range list.Items {
		asserted := w.walk(branch, pointer, depth)
		if i == 0 {
			found = asserted
			continue
		}
		found = slices.DeleteFunc(found, func(c Constant) bool { return !slices.ContainsFunc(asserted, at(c.Pointer)) })
		for j := range found {
			other := asserted[slices.IndexFunc(asserted, at(found[j].Pointer))]
			found[j].Required = found[j].Required && other.Required
			if len(found[j].Values) == 0 || len(other.Values) == 0 {
				found[j].Values = nil
				continue
			}
			found[j].Values = union(found[j].Values, other.Values)
		}
	}
	return slices.DeleteFunc(found, func(c Constant) bool { return len(c.Values) > constantValues })
}

// join adds what is asserted beside the rest: of two lists of values at one
// place those in both count.
func join(list []Constant, c Constant) []Constant {
	i := slices.IndexFunc(list, at(c.Pointer))
	if i < 0 && len(list) >= maxConstants {
		return list // a few tell messages apart
	}
	if i < 0 {
		return append(list, c)
	}
	known := &list[i]
	known.Required = known.Required || c.Required
	switch {
	case len(known.Values) == 0:
		known.Values = c.Values
	case len(c.Values) > 0:
		both := slices.DeleteFunc(slices.Clone(known.Values), func(v json.RawMessage) bool { return !has(c.Values, v) })
		if len(both) > 0 {
			known.Values = both
		}
	}
	return list
}

func at(pointer string) func(Constant) bool {
	return func(c Constant) bool { return c.Pointer == pointer }
}

func has(values []json.RawMessage, v json.RawMessage) bool {
	return slices.ContainsFunc(values, func(known json.RawMessage) bool { return string(known) == string(v) })
}

func union(a, b []json.RawMessage) []json.RawMessage {
	a = slices.Clone(a)
	for _, v := range b {
		if !has(a, v) {
			a = append(a, v)
		}
	}
	return a
}

// scalars returns the values of const, or of an enum of scalars.
func scalars(n *spec.Node) (values []json.RawMessage) {
	list := []*spec.Node{n.Own("const")}
	if list[0] == nil {
		enum := n.Own("enum")
		if enum == nil || len(enum.Items) > constantValues {
			return nil
		}
		list = enum.Items
	}
	for _, v := range list {
		if v.Kind == spec.Object || v.Kind == spec.Array {
			return nil
		}
		values = append(values, v.AppendJSON(nil))
	}
	if nullable := n.Own("nullable"); nullable != nil && nullable.Text == "true" {
		values = append(values, json.RawMessage("null"))
	}
	return values
}

func membersOf(n *spec.Node) []spec.Member {
	if n == nil || n.Kind != spec.Object {
		return nil
	}
	return n.Members
}

func escape(token string) string {
	return spec.JoinPointer("", token)[1:]
}
