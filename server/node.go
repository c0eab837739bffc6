package server

import "asyncmock/spec"

// The deepest chain of references and the deepest schema that planning looks
// into. What lies deeper decides nothing about routes.
const (
	maxHops  = 32
	maxDepth = 12
)

// deref follows references to the value itself, nil if they lead nowhere.
func deref(n *spec.Node) *spec.Node {
	for range maxHops {
		if n == nil || n.Target == nil {
			return n
		}
		n = n.Target
	}
	return nil
}

// member returns the dereferenced value of an object's key, nil if absent.
func member(n *spec.Node, key string) *spec.Node {
	n = deref(n)
	if n == nil || n.Kind != spec.Object {
		return nil
	}
	for _, m := range n.Members {
		if m.Key == key {
			return deref(m.Value)
		}
	}
	return nil
}

// text returns the value of a string, number or boolean, "" of all else.
func text(n *spec.Node) string {
	if n = deref(n); n == nil {
		return ""
	}
	return n.Text
}

// schemaTypes returns the type keyword as a list, also through allOf.
func schemaTypes(n *spec.Node) []string { return typesWithin(n, maxDepth) }

func typesWithin(n *spec.Node, depth int) []string {
	t := member(n, "type")
	if t == nil && depth > 0 {
		for _, part := range items(member(n, "allOf")) {
			if types := typesWithin(part, depth-1); types != nil {
				return types
			}
		}
	}
	if t != nil && t.Kind == spec.String {
		return []string{t.Text}
	}
	var types []string
	for _, item := range items(t) {
		types = append(types, text(item))
	}
	return types
}

// items returns the items of an array.
func items(n *spec.Node) []*spec.Node {
	if n = deref(n); n == nil {
		return nil
	}
	return n.Items
}
